# The workbench in a container: docs/install.md says how it is run safely.
#
#     docker build -t synfin .
#     docker run --rm --init -p 127.0.0.1:7963:7963 synfin

FROM node:24-slim AS build
WORKDIR /synfin
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN mkdir /package && npm pack --pack-destination /package

FROM node:24-slim
COPY --from=build /package/ /package/
RUN npm install --global --ignore-scripts --no-audit --no-fund /package/*.tgz && rm -rf /package /root/.npm
# What is kept between runs (snippets, experiments) lies below this folder.
RUN mkdir -p /home/node/.config/synfin && chown -R node:node /home/node/.config
USER node
EXPOSE 7963
ENTRYPOINT ["synfin"]
# All addresses of the container: which of the machine's lead there is for -p to say.
CMD ["workbench", "--host", "0.0.0.0"]
