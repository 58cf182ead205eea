FROM python:3.12-slim

WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY index index
COPY bot bot
# The index of PyTorch's CPU build, as its page tells it: the default one may bring gigabytes of GPU code, never used.
ARG TORCH_INDEX
RUN pip install --no-cache-dir "torch>=2.6,<2.14" ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} \
    && pip install --no-cache-dir . \
    && useradd --create-home verbatim && mkdir /data && chown verbatim /data

USER verbatim
WORKDIR /home/verbatim
ENV DATA_DIR=/data
VOLUME /data
CMD ["python", "-m", "bot"]
