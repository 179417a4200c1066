# One image for all of Airflow's services: `docker compose build`. Reasons: docs/decisions/0024-compose.md.
ARG PYTHON_IMAGE=python:3.12-slim

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /build
COPY requirements.lock requirements-compose.lock requirements-spark.lock ./
# A build behind a firewall hands in its certificates and its package index by secrets: they stay out of the image.
RUN --mount=type=secret,id=certificates,target=/run/secrets/certificates.pem \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=uv,target=/etc/uv/uv.toml \
    if [ -s /run/secrets/certificates.pem ]; then \
        export SSL_CERT_FILE=/run/secrets/certificates.pem PIP_CERT=/run/secrets/certificates.pem; \
    fi \
    && awk '/^[a-z]/ {uv = /^uv==/} uv' requirements.lock > uv.txt \
    && python3 -m venv uv && python3 -m venv --without-pip /opt/venv \
    && uv/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r uv.txt \
    && uv/bin/uv pip install --quiet --no-cache --python /opt/venv/bin/python --compile-bytecode \
        --require-hashes -r requirements-compose.lock

FROM packages AS spark-packages
# Of that lock only what the image lacks: two of its other versions do not go with Flask-AppBuilder.
RUN --mount=type=secret,id=certificates,target=/run/secrets/certificates.pem \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=uv,target=/etc/uv/uv.toml \
    if [ -s /run/secrets/certificates.pem ]; then export SSL_CERT_FILE=/run/secrets/certificates.pem; fi \
    && awk '/^[a-z]/ {spark = /^(py4j|pyspark|sqlglot)==/} spark' requirements-spark.lock > spark.txt \
    && uv/bin/uv pip install --quiet --no-cache --python /opt/venv/bin/python --compile-bytecode \
        --require-hashes --no-deps -r spark.txt

FROM ${PYTHON_IMAGE} AS application
RUN useradd --uid 50000 --user-group --create-home --home-dir /home/newslake newslake \
    && install -d -o newslake -g newslake /opt/airflow /var/log/airflow /srv/input /var/lib/newslake \
        /var/lib/newslake/exports /var/lib/newslake/report /var/lib/newslake/data_docs /var/lib/newslake/lineage
COPY --from=packages /opt/venv /opt/venv
WORKDIR /opt/newslake
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/newslake:/opt/newslake/dags/config \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/newslake \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/newslake/dags/plugins \
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=/var/log/airflow \
    NEWSLAKE_CONFIG=/etc/newslake/newslake.toml \
    NEWSLAKE_HOME=/var/lib/newslake \
    GX_ANALYTICS_ENABLED=false
RUN python -m compileall -q /opt/newslake \
    && install -D -m 644 newslake.toml /etc/newslake/newslake.toml
# DuckDB's extensions come from their wheels into the user's home: nothing is fetched when a service runs.
USER newslake
RUN python -c "from lake.opening import install_extensions as install; \
install(('ducklake', 'sqlite_scanner', 'postgres_scanner', 'httpfs'))"

# For `[lake] engine = "spark"`: the image of the profile `spark` and, with it, of the workers.
FROM application AS spark
USER root
RUN apt-get update --quiet=2 \
    && DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends default-jre-headless \
    && rm -rf /var/lib/apt/lists/*
COPY --from=spark-packages /opt/venv /opt/venv
USER newslake
# Spark's workers get from here what reads the object store: a task fetches nothing.
RUN --mount=type=secret,id=certificates,target=/run/secrets/certificates.pem,mode=0444 \
    if [ -s /run/secrets/certificates.pem ]; then export SSL_CERT_FILE=/run/secrets/certificates.pem; fi \
    && python docker/spark_jars.py

# What is built without a target.
FROM application AS newslake
