FROM python:3.12-slim

WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY index index
COPY bot bot
# The CPU build of PyTorch first: the GPU build is gigabytes that are never used.
RUN pip install --no-cache-dir "torch>=2.6,<2.14" --index-url https://download.pytorch.org/whl/cpu \
    && pip install --no-cache-dir . \
    && useradd --create-home verbatim && mkdir /data && chown verbatim /data

USER verbatim
WORKDIR /home/verbatim
ENV DATA_DIR=/data
VOLUME /data
CMD ["python", "-m", "bot"]
