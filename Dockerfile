# The API server. The build stages have Node, pip and the build backend; the image has neither sources nor caches.
FROM node:22-bookworm-slim AS explorer
COPY docs/schema.graphql /src/docs/
COPY explorer /src/explorer
COPY app/reports/texts /src/app/reports/texts
WORKDIR /src/explorer
RUN npm ci --ignore-scripts && npm run types && npm run build

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/lotgraph
COPY requirements.lock /src/
RUN /opt/lotgraph/bin/pip install --only-binary :all: --require-hashes -r /src/requirements.lock
COPY . /src
COPY --from=explorer /src/app/static/explorer /src/app/static/explorer
RUN /opt/lotgraph/bin/pip install --no-deps --no-build-isolation /src

FROM python:3.12-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin lotgraph \
    && install -d -o lotgraph -g lotgraph -m 0700 /data
COPY --from=build /opt/lotgraph /opt/lotgraph
ENV PATH=/opt/lotgraph/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LOTGRAPH_DATA_DIR=/data
USER lotgraph
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", \
    "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/health/ready'); raise SystemExit(c.getresponse().status != 200)"]
# Refuses to bind beyond loopback without accounts and TLS (docs/access.md), unless
# LOTGRAPH_INSECURE_NO_AUTH=1 says so.
CMD ["lotgraph", "serve", "--host", "0.0.0.0"]
