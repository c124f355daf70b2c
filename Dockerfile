# docker build -t closemask . && docker run -i --init --rm -e CLOSEMASK_KEY -v closemask:/data closemask mask < app.log

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json ./
COPY bin bin
COPY man man
COPY scripts scripts
COPY src src
# Builds as well; afterwards only what runs is kept.
RUN npm ci --no-audit --no-fund && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production XDG_CONFIG_HOME=/data/config XDG_DATA_HOME=/data/share XDG_CACHE_HOME=/data/cache
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/bin bin
COPY --from=build /build/dist dist
COPY LICENSE ./
RUN install -d -m 700 -o node -g node /data
USER node
VOLUME /data
ENTRYPOINT ["node", "/app/bin/closemask.js"]
