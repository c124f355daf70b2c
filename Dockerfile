# docker build -t closemask . && docker run -i --init --rm --read-only -e CLOSEMASK_KEY -v closemask:/data closemask mask < app.log
#
# /config  configuration, in /config/closemask/config.yaml, and a key file where CLOSEMASK_KEY is not given
# /data    sessions, where they are not in a store on another machine
# /models  models that find names, which the configuration names by their paths
#
# There is no shell and no package manager inside: what `key.command` would run has to be given as CLOSEMASK_KEY_FILE.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json ./
COPY bin bin
COPY man man
COPY scripts scripts
COPY src src
# Builds as well; afterwards only what runs is kept.
RUN npm ci --no-audit --no-fund && npm prune --omit=dev --ignore-scripts
RUN install -d -m 700 -o 65532 -g 65532 /mounts/config /mounts/data /mounts/models

FROM gcr.io/distroless/cc-debian12:nonroot
ENV NODE_ENV=production XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data XDG_CACHE_HOME=/data/cache HOME=/data
WORKDIR /app
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build --chown=65532:65532 /mounts/ /
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/bin bin
COPY --from=build /build/dist dist
COPY LICENSE ./
USER 65532:65532
VOLUME ["/config", "/data", "/models"]
EXPOSE 8846
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/node", "/app/bin/closemask.js"]
