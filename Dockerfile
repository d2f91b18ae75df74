# Two stages: one compiles, one runs. Both base images can be replaced, for mirrors and air-gapped
# builders: docker build --build-arg BUILD_IMAGE=… --build-arg RUN_IMAGE=… .
ARG BUILD_IMAGE=rust:1.95-slim-bookworm
ARG RUN_IMAGE=debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked \
    && cp target/release/beian-sim /beian-sim \
    && mkdir /data

FROM ${RUN_IMAGE}
COPY --from=build /beian-sim /usr/local/bin/beian-sim
# Numbers, so that no user database is needed. The folder is copied with its owner, so that a fresh
# volume takes over both.
COPY --from=build --chown=10001:10001 /data /data
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV BEIAN_SIM_LISTEN=0.0.0.0:8080 \
    BEIAN_SIM_DATABASE=sqlite:///data/beian-sim.db
EXPOSE 8080
HEALTHCHECK --interval=2s --timeout=3s --start-period=5s --retries=5 \
    CMD ["/usr/local/bin/beian-sim", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/beian-sim"]
CMD ["serve"]
