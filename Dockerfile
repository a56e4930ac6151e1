# One image for every role and every command. It takes the distribution from the checkout, so build
# that first:  mvn -q -DskipTests package -pl whisper-node -am
#
# The base needs a Java runtime of version 17 or newer on glibc and a shell, nothing else.
ARG BASE_IMAGE=eclipse-temurin:25-jre

FROM ${BASE_IMAGE} AS prepared
COPY whisper-node/target/dist/lib /opt/whisper/lib
COPY whisper-node/src/main/docker /opt/whisper/bin
RUN ["/bin/sh", "/opt/whisper/bin/prepare"]

FROM ${BASE_IMAGE}
COPY --from=prepared /opt/whisper /opt/whisper
RUN ["/bin/sh", "-euc", "echo whisper:x:10001:10001::/var/lib/whisper:/bin/false >>/etc/passwd; \
echo whisper:x:10001: >>/etc/group; \
mkdir -p /var/lib/whisper /etc/whisper; \
chown 10001:10001 /var/lib/whisper; chmod 0700 /var/lib/whisper"]

# Keys, documents, envelopes and the token of the control surface: all that a role keeps.
ENV XDG_STATE_HOME=/var/lib/whisper/home
VOLUME /var/lib/whisper
WORKDIR /var/lib/whisper
USER 10001:10001

# The configuration must have [control] with listen = "127.0.0.1:9500".
HEALTHCHECK --interval=60s --timeout=30s --start-period=120s --retries=3 \
  CMD ["/opt/whisper/bin/healthy"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/whisper/bin/whisper"]
CMD ["--help"]
