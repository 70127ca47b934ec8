package org.auditcaravan.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.mypurecloud.sdk.v2.ApiClient;
import com.mypurecloud.sdk.v2.ApiException;
import com.mypurecloud.sdk.v2.AsyncApiCallback;
import com.mypurecloud.sdk.v2.api.AuditApi;
import com.mypurecloud.sdk.v2.api.TokensApi;
import com.mypurecloud.sdk.v2.api.UsersApi;
import com.mypurecloud.sdk.v2.connector.ApiClientConnector;
import com.mypurecloud.sdk.v2.connector.ApiClientConnectorProperty;
import com.mypurecloud.sdk.v2.connector.ApiClientConnectorProvider;
import com.mypurecloud.sdk.v2.connector.ApiClientConnectorRequest;
import com.mypurecloud.sdk.v2.connector.ApiClientConnectorResponse;
import com.mypurecloud.sdk.v2.connector.apache.ApacheHttpClientConnectorProvider;
import com.mypurecloud.sdk.v2.model.AuditLogMessage;
import com.mypurecloud.sdk.v2.model.AuditQueryExecutionResultsResponse;
import com.mypurecloud.sdk.v2.model.AuditQueryExecutionStatusResponse;
import com.mypurecloud.sdk.v2.model.AuditQueryExecutionStatusResponse.StateEnum;
import com.mypurecloud.sdk.v2.model.AuditQueryRequest;
import com.mypurecloud.sdk.v2.model.AuditQueryService;
import com.mypurecloud.sdk.v2.model.AuditQuerySort;
import com.mypurecloud.sdk.v2.model.AuditRealtimeQueryRequest;
import com.mypurecloud.sdk.v2.model.AuditRealtimeQueryResultsResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vendor's own SDK, unchanged, takes the simulator for Genesys Cloud. */
class SimulatorSdkTest {
  @TempDir Path folder;
  private Bench bench;
  private ApiClient client;

  @BeforeEach
  void start() {
    bench = new Bench(folder, "events", "3000");
    client =
        ApiClient.Builder.standard()
            .withBasePath(bench.simulator.url("acme").toString())
            .withShouldRefreshAccessToken(false)
            .withProperty(ApiClientConnectorProperty.CONNECTOR_PROVIDER, loopback())
            .build();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void logs_in_and_learns_its_organisation() throws Exception {
    client.authorizeClientCredentials("acme-client", "synthetic");

    assertThat(new TokensApi(client).getTokensMe(true).getOrganization().getId())
        .isEqualTo(bench.simulator.organizationId("acme"));
  }

  @Test
  void is_refused_with_a_wrong_secret() {
    assertThatThrownBy(() -> client.authorizeClientCredentials("acme-client", "wrong"))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.getStatusCode()).isEqualTo(401));
  }

  @Test
  void a_token_that_was_revoked_is_refused_until_the_next_login() throws Exception {
    int life =
        client.authorizeClientCredentials("acme-client", "synthetic").getBody().getExpires_in();
    assertThat(life).isEqualTo(86_400);
    AuditApi api = new AuditApi(client);
    bench.simulator.faults().next("401", 1);

    assertThatThrownBy(api::getAuditsQueryServicemapping)
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.getStatusCode()).isEqualTo(401));
    assertThatThrownBy(api::getAuditsQueryServicemapping).isInstanceOf(ApiException.class);
    client.authorizeClientCredentials("acme-client", "synthetic");
    assertThat(api.getAuditsQueryServicemapping().getServices()).isNotEmpty();
  }

  @Test
  void finds_the_name_of_a_user_whom_events_name_by_id() throws Exception {
    client.authorizeClientCredentials("acme-client", "synthetic");
    AuditRealtimeQueryRequest query =
        new AuditRealtimeQueryRequest()
            .interval(bench.last(Duration.ofDays(2)))
            .pageNumber(1)
            .pageSize(500);
    AuditLogMessage event =
        new AuditApi(client)
            .postAuditsQueryRealtime(query, List.of("user")).getEntities().stream()
                .filter(one -> one.getUser() != null && one.getUser().getSelfUri() != null)
                .findFirst()
                .orElseThrow();

    assertThat(
            new UsersApi(client).getUser(event.getUser().getId(), List.of(), null, null).getName())
        .isEqualTo(event.getUser().getName());
  }

  @Test
  void finds_fewer_services_in_realtime_than_in_the_asynchronous_query() throws Exception {
    client.authorizeClientCredentials("acme-client", "synthetic");
    AuditApi api = new AuditApi(client);

    List<String> all = names(api.getAuditsQueryServicemapping().getServices());
    List<String> realtime = names(api.getAuditsQueryRealtimeServicemapping().getServices());

    assertThat(all).hasSize(58).containsAll(realtime);
    assertThat(realtime).hasSize(46);
  }

  @Test
  void reads_every_realtime_event_page_by_page() throws Exception {
    client.authorizeClientCredentials("acme-client", "synthetic");
    AuditApi api = new AuditApi(client);
    List<AuditLogMessage> read = new ArrayList<>();
    AuditRealtimeQueryResultsResponse page;
    int number = 1;
    do {
      AuditRealtimeQueryRequest query =
          new AuditRealtimeQueryRequest()
              .interval(bench.last(Duration.ofDays(2)))
              .sort(ascending())
              .pageNumber(number++)
              .pageSize(500);
      page = api.postAuditsQueryRealtime(query, List.of("user"));
      read.addAll(page.getEntities());
    } while (page.getPageNumber() < page.getPageCount());

    Set<String> realtime =
        Set.copyOf(names(api.getAuditsQueryRealtimeServicemapping().getServices()));
    assertThat(ids(read)).doesNotHaveDuplicates();
    assertThat(new HashSet<>(ids(read)))
        .isEqualTo(
            bench.truth().values().stream()
                .filter(line -> realtime.contains(line.get("service").textValue()))
                .map(line -> line.get("id").textValue())
                .collect(Collectors.toSet()));
    assertThat(page.getTotal()).isEqualTo(read.size());
    assertDatesAreTrue(read);
  }

  @Test
  void reads_every_event_by_the_asynchronous_query() throws Exception {
    client.authorizeClientCredentials("acme-client", "synthetic");
    AuditApi api = new AuditApi(client);
    AuditQueryRequest query =
        new AuditQueryRequest().interval(bench.last(Duration.ofDays(2))).sort(ascending());
    AuditQueryExecutionStatusResponse status = api.postAuditsQuery(query);
    List<StateEnum> states = new ArrayList<>(List.of(status.getState()));
    while (status.getState() != StateEnum.SUCCEEDED) {
      status = api.getAuditsQueryTransactionId(status.getId());
      states.add(status.getState());
    }
    List<AuditLogMessage> read = new ArrayList<>();
    AuditQueryExecutionResultsResponse page;
    String cursor = null;
    do {
      page = api.getAuditsQueryTransactionIdResults(status.getId(), cursor, 500, List.of());
      read.addAll(page.getEntities());
      cursor = page.getCursor();
    } while (cursor != null);

    assertThat(states)
        .containsExactly(
            StateEnum.QUEUED, StateEnum.QUEUED, StateEnum.RUNNING, StateEnum.SUCCEEDED);
    assertThat(ids(read)).doesNotHaveDuplicates();
    assertThat(new HashSet<>(ids(read))).isEqualTo(bench.truth().keySet());
    assertDatesAreTrue(read);
  }

  private void assertDatesAreTrue(List<AuditLogMessage> read) throws IOException {
    Map<String, JsonNode> truth = bench.truth();
    for (AuditLogMessage event : read) {
      Instant date = Instant.parse(truth.get(event.getId()).get("eventDate").textValue());
      long millis = date.toEpochMilli() % 1000;
      // This SDK reads ".9Z" as nine milliseconds; such dates are left to our own reader.
      if (millis == 0 || millis % 100 != 0) {
        assertThat(event.getEventDate().toInstant()).isEqualTo(date);
      }
    }
  }

  private static List<AuditQuerySort> ascending() {
    return List.of(
        new AuditQuerySort()
            .name(AuditQuerySort.NameEnum.TIMESTAMP)
            .sortOrder(AuditQuerySort.SortOrderEnum.ASCENDING));
  }

  private static List<String> ids(List<AuditLogMessage> events) {
    return events.stream().map(AuditLogMessage::getId).collect(Collectors.toList());
  }

  private static List<String> names(List<AuditQueryService> services) {
    return services.stream().map(AuditQueryService::getName).toList();
  }

  /**
   * The SDK takes {@code https://login.} and what follows the first dot of the base path for the
   * login's address, so with {@code http://127.0.0.1:port/acme} it is {@code
   * https://login.0.0.1:port/acme}. Its connector, which the SDK lets one choose, goes to the
   * loopback interface instead; all else is the SDK's own.
   */
  private static ApiClientConnectorProvider loopback() {
    return properties -> {
      ApiClientConnector apache = new ApacheHttpClientConnectorProvider().create(properties);
      return new ApiClientConnector() {
        @Override
        public ApiClientConnectorResponse invoke(ApiClientConnectorRequest request)
            throws IOException {
          return apache.invoke(new Loopback(request));
        }

        @Override
        public Future<ApiClientConnectorResponse> invokeAsync(
            ApiClientConnectorRequest request,
            AsyncApiCallback<ApiClientConnectorResponse> callback) {
          return apache.invokeAsync(new Loopback(request), callback);
        }

        @Override
        public void close() {
          // One connection to a server that the test closes.
        }
      };
    };
  }

  private record Loopback(ApiClientConnectorRequest request) implements ApiClientConnectorRequest {
    @Override
    public String getUrl() {
      return request.getUrl().replace("https://login.0.0.1:", "http://127.0.0.1:");
    }

    @Override
    public String getMethod() {
      return request.getMethod();
    }

    @Override
    public Map<String, String> getHeaders() {
      return request.getHeaders();
    }

    @Override
    public boolean hasBody() {
      return request.hasBody();
    }

    @Override
    public String readBody() throws IOException {
      return request.readBody();
    }

    @Override
    public InputStream getBody() throws IOException {
      return request.getBody();
    }
  }
}
