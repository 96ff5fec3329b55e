package io.millrace.runtime.tls;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.millrace.runtime.HttpConnections;
import io.millrace.runtime.config.MillraceConfig;
import io.netty.handler.ssl.SslContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Has the operators' ports, control's HTTP and metrics, speak TLS where the settings say so. */
@Singleton
final class OperatorsTls implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Set<Integer> ports;
    private final ServerCertificate certificate;

    OperatorsTls(MillraceConfig config, ServerCertificate certificate) {
        Set<Integer> encrypted = new HashSet<>();
        if (config.tls().ports().api()) {
            encrypted.add(config.control().httpPort());
        }
        if (config.tls().ports().metrics()) {
            encrypted.add(config.metrics().port());
        }
        this.ports = Set.copyOf(encrypted);
        this.certificate = certificate;
    }

    /**
     * @throws IllegalStateException if there is no certificate that can be used
     */
    @Override
    public NettyServerCustomizer.Registry onCreated(
            BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        if (!ports.isEmpty()) {
            SslContext context = context();
            HttpConnections.watch(
                    registry,
                    ports,
                    connection ->
                            connection.pipeline().addFirst(context.newHandler(connection.alloc())));
        }
        return registry;
    }

    private SslContext context() {
        try {
            return certificate.nettyContext();
        } catch (IOException unusable) {
            throw new IllegalStateException(unusable.getMessage(), unusable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
