package io.millrace.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.millrace.testkit.server.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The overlays as {@code kubectl kustomize} builds them, against Kubernetes' schemas; with the
 * system property {@code millrace.kubeconfig} also by that API server, strictly and without effect.
 */
class KubernetesTest {
    private static final Path ROOT = Installation.find(KubernetesTest.class).root();

    /** Of operators' own schemas, which only an API server that has them can check. */
    private static final Set<String> FOREIGN =
            Set.of(
                    "Kafka",
                    "KafkaNodePool",
                    "ServiceMonitor",
                    "PrometheusRule",
                    "ScaledObject",
                    "Gateway",
                    "HTTPRoute");

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"trial", "existing-kafka", "strimzi"})
    void overlay_everyManifest_meetsItsSchema(String overlay) throws Exception {
        for (Node manifest : build(overlay)) {
            String kind = manifest.at("kind").text();
            if (!FOREIGN.contains(kind)) {
                check(kind, new Gson().toJsonTree(manifest.value()));
            }
            assertEquals("millrace", manifest.at("metadata").at("namespace").text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trial", "existing-kafka", "strimzi"})
    void overlay_byTheApiServer_isAccepted(String overlay) throws Exception {
        String kubeconfig = System.getProperty("millrace.kubeconfig", "");
        assumeFalse(kubeconfig.isEmpty(), "skipped: no -Dmillrace.kubeconfig=FILE");
        build(overlay);
        Programs.output(
                folder.resolve("applied"),
                List.of(
                        "kubectl",
                        "--kubeconfig=" + kubeconfig,
                        "apply",
                        "--dry-run=server",
                        "--validate=strict",
                        "-f",
                        folder.resolve(overlay).toString()),
                Map.of());
    }

    @Test
    void deployments_ofAllRoles_runSafely() throws Exception {
        List<Node> deployments =
                build("trial").stream()
                        .filter(manifest -> manifest.at("kind").text().equals("Deployment"))
                        .toList();
        assertEquals(4, deployments.size());
        for (Node deployment : deployments) {
            Node pod = deployment.at("spec").at("template").at("spec");
            assertEquals("false", pod.at("enableServiceLinks").text());
            assertEquals("true", pod.at("securityContext").at("runAsNonRoot").text());
            Node container = pod.at("containers").items().getFirst();
            assertEquals(
                    "true", container.at("securityContext").at("readOnlyRootFilesystem").text());
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertTrue(container.at(probe).at("httpGet").has("path"));
            }
            assertTrue(container.at("resources").at("limits").has("memory"));
            assertTrue(pod.has("topologySpreadConstraints"));
            checkDrain(pod, container);
        }
    }

    /** What is asked before the signal fits into the time until the pod is killed. */
    private static void checkDrain(Node pod, Node container) {
        if (!container.has("lifecycle")) {
            return;
        }
        Node command = container.at("lifecycle").at("preStop").at("exec").at("command");
        List<String> words = command.texts();
        assertEquals("drain", words.get(words.size() - 2));
        long seconds = Long.parseLong(words.getLast());
        assertTrue(seconds + 20 < pod.at("terminationGracePeriodSeconds").number());
    }

    @Test
    void services_neverStick() throws Exception {
        for (String overlay : List.of("trial", "existing-kafka", "strimzi")) {
            for (Node manifest : build(overlay)) {
                assertFalse(manifest.value().toString().contains("sessionAffinity"));
                assertFalse(manifest.value().toString().contains("cookie"));
            }
        }
    }

    @Test
    void alertRules_forTheOperator_areThoseOfCompose() throws IOException {
        Node plain = Node.read(ROOT.resolve("grafana/prometheus/alerts.yml"));
        Node operator = Node.read(ROOT.resolve("k8s/components/monitoring/rules.yaml"));
        assertEquals(plain.at("groups").value(), operator.at("spec").at("groups").value());
    }

    @Test
    void alertRules_byPrometheusOwnTool_areRight() throws Exception {
        Programs.require("promtool");
        String rules = ROOT.resolve("grafana/prometheus/alerts.yml").toString();
        Programs.output(
                folder.resolve("rules"), List.of("promtool", "check", "rules", rules), Map.of());
    }

    @Test
    void alertRules_byPrometheusOwnTool_fireOnWhatTheyAreForOnly() throws Exception {
        Programs.require("promtool");
        String tests = ROOT.resolve("grafana/prometheus/alerts.test.yml").toString();
        Programs.output(
                folder.resolve("tested"), List.of("promtool", "test", "rules", tests), Map.of());
    }

    private List<Node> build(String overlay) throws Exception {
        Programs.require("kubectl");
        String source = ROOT.resolve("k8s/overlays").resolve(overlay).toString();
        String built =
                Programs.output(
                        folder.resolve(overlay), List.of("kubectl", "kustomize", source), Map.of());
        List<Node> manifests = new ArrayList<>(Node.parseAll(built));
        assertTrue(manifests.size() > 20, Files.readString(folder.resolve(overlay)));
        return manifests;
    }

    private static void check(String kind, JsonElement manifest) throws IOException {
        switch (kind) {
            case "ConfigMap" -> V1ConfigMap.validateJsonElement(manifest);
            case "Deployment" -> V1Deployment.validateJsonElement(manifest);
            case "HorizontalPodAutoscaler" ->
                    V2HorizontalPodAutoscaler.validateJsonElement(manifest);
            case "Ingress" -> V1Ingress.validateJsonElement(manifest);
            case "NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(manifest);
            case "PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(manifest);
            case "Service" -> V1Service.validateJsonElement(manifest);
            case "StatefulSet" -> V1StatefulSet.validateJsonElement(manifest);
            default -> throw new AssertionError("no schema for " + kind);
        }
    }
}
