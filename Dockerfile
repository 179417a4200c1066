# Newslake on the embedded default: Airflow's metadata and the lake's catalog in SQLite, below /var/lib/newslake.
FROM python:3.12-slim
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --home-dir /opt/newslake newslake && install -d -o newslake /var/lib/newslake
WORKDIR /opt/newslake
USER newslake
COPY --chown=newslake requirements.lock Makefile ./
RUN make .venv/.ready
COPY --chown=newslake . .
ENV NEWSLAKE_HOME=/var/lib/newslake
CMD ["make", "up"]
