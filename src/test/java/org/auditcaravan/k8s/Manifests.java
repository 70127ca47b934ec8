package org.auditcaravan.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects of one kustomization, read into Kubernetes' types; unknown fields are refused. */
final class Manifests {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1/ConfigMap", ConfigMap.class,
          "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
          "v1/Service", Service.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "apps/v1/Deployment", Deployment.class,
          "batch/v1/CronJob", CronJob.class,
          "batch/v1/Job", Job.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

  private static final JsonMapper STRICT =
      JsonMapper.builder().annotationIntrospector(new NoAdditionalProperties()).build();

  private final List<HasMetadata> objects;

  private Manifests(List<HasMetadata> objects) {
    this.objects = objects;
  }

  static Manifests of(String kustomization) throws IOException {
    List<HasMetadata> objects = new ArrayList<>();
    for (JsonNode object : Kustomize.objects(kustomization).values()) {
      objects.add(typed(object));
    }
    return new Manifests(objects);
  }

  /**
   * An object in its type.
   *
   * @throws JsonProcessingException when it has a field that the type does not know
   */
  static HasMetadata typed(JsonNode object) throws JsonProcessingException {
    String kind = object.path("apiVersion").asText() + "/" + object.path("kind").asText();
    Class<? extends HasMetadata> type = KINDS.get(kind);
    if (type == null) {
      throw new AssertionError("No type is known here for " + kind + ": add it to KINDS");
    }
    return STRICT.treeToValue(object, type);
  }

  <T extends HasMetadata> Stream<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }

  <T extends HasMetadata> List<String> names(Class<T> type) {
    return all(type).map(object -> object.getMetadata().getName()).toList();
  }

  Deployment deployment() {
    return all(Deployment.class).findFirst().orElseThrow();
  }

  CronJob verify() {
    return all(CronJob.class).findFirst().orElseThrow();
  }

  PodSpec verifyPod() {
    return verify().getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
  }

  /** The pods of the service, of every Job and of every CronJob. */
  List<PodTemplateSpec> templates() {
    return Stream.of(
            Stream.of(deployment().getSpec().getTemplate()),
            all(Job.class).map(job -> job.getSpec().getTemplate()),
            all(CronJob.class).map(job -> job.getSpec().getJobTemplate().getSpec().getTemplate()))
        .flatMap(templates -> templates)
        .toList();
  }

  List<PodSpec> pods() {
    return templates().stream().map(PodTemplateSpec::getSpec).toList();
  }

  /** The one container of each pod. */
  List<Container> containers() {
    return pods().stream().map(pod -> pod.getContainers().get(0)).toList();
  }

  /** The service's pod. */
  PodSpec pod() {
    return deployment().getSpec().getTemplate().getSpec();
  }

  /** The service's container. */
  Container container() {
    return pod().getContainers().get(0);
  }

  /** The data of the ConfigMap that is mounted as that volume. */
  Map<String, String> mounted(String volume) {
    String name =
        pod().getVolumes().stream()
            .filter(candidate -> candidate.getName().equals(volume))
            .findFirst()
            .orElseThrow()
            .getConfigMap()
            .getName();
    return all(ConfigMap.class)
        .filter(map -> map.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getData();
  }

  /** Without a place for fields that they do not know, the types refuse them. */
  private static final class NoAdditionalProperties extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      return Boolean.FALSE;
    }
  }
}
