package org.auditcaravan.doctor;

import static org.auditcaravan.doctor.Rule.api;
import static org.auditcaravan.doctor.Rule.login;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which refusal has which cause ({@code apis/genesys-audit.md}, sections 3 and 4.2; {@code
 * apis/azure-devops-audit.md}, sections 2 to 4). Codes and statuses come first; a vendor's text
 * counts only where there is nothing else to tell cases apart.
 */
final class Rules {
  /** The application id of Azure DevOps, the audience of its tokens. */
  static final String AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";

  private static final Set<String> AUDIENCES =
      Set.of(AZURE_DEVOPS, "https://app.vssps.visualstudio.com");

  private static final List<Rule> COMMON =
      List.of(
          new Rule(s -> s.status() == 407, Cause.PROXY_REFUSES),
          new Rule(s -> s.status() == 429, Cause.QUOTA_USED_UP),
          new Rule(s -> s.status() >= 500, Cause.VENDOR_FAILS));

  private static final List<Rule> ENTRA =
      List.of(
          login(s -> s.says("aadsts7000215"), Cause.ENTRA_SECRET_WRONG),
          login(s -> s.says("aadsts7000222"), Cause.ENTRA_SECRET_EXPIRED),
          login(s -> s.says("aadsts700016"), Cause.ENTRA_APPLICATION_UNKNOWN),
          login(s -> s.says("aadsts90002"), Cause.ENTRA_TENANT_UNKNOWN),
          login(s -> s.says("aadsts901002"), Cause.ENTRA_RESOURCE_MIXED),
          login(s -> s.says("aadsts53003"), Cause.ENTRA_POLICY_BLOCKS),
          login(
              s -> s.says("aadsts70011") || s.says("aadsts1002012") || s.code("invalid_scope"),
              Cause.ENTRA_SCOPE_WRONG));

  private static final List<Rule> OAUTH =
      List.of(
          login(s -> s.says("client not found"), Cause.CLIENT_UNKNOWN),
          login(
              s -> s.status() != 401 && s.code("unauthorized_client", "unsupported_grant_type"),
              Cause.GRANT_NOT_ALLOWED),
          login(s -> s.code("invalid_scope"), Cause.SCOPE_UNKNOWN),
          login(s -> s.code("invalid_grant"), Cause.REFRESH_TOKEN_DEAD),
          login(s -> s.status() == 401 || s.code("invalid_client"), Cause.SECRET_WRONG),
          login(s -> true, Cause.TOKEN_ENDPOINT_REFUSES));

  private static final List<Rule> AZURE =
      List.of(
          api(
              s -> s.claim("aud").filter(aud -> !AUDIENCES.contains(aud)).isPresent(),
              Cause.AZURE_AUDIENCE_WRONG),
          api(Rules::anotherTenant, Cause.AZURE_TENANT_MISMATCH),
          api(
              s -> s.says("tf400813") || s.code("UnauthorizedRequestException"),
              Cause.AZURE_PRINCIPAL_UNKNOWN),
          api(
              s -> s.status() == 403 && (s.says("vs403463") || s.says("conditional access")),
              Cause.AZURE_ADDRESS_BLOCKED),
          api(s -> s.status() == 403, Cause.AZURE_PERMISSION_MISSING),
          api(s -> s.status() == 404, Cause.AZURE_AUDITING_OFF),
          api(s -> s.status() == 302 || s.status() == 203 || s.html(), Cause.AZURE_SIGN_IN_PAGE),
          api(s -> s.status() == 401, Cause.TOKEN_REFUSED),
          api(s -> true, Cause.REQUEST_REFUSED));

  private static final List<Rule> GENESYS =
      List.of(
          api(s -> s.code("ip.not.authorized"), Cause.ADDRESS_NOT_ALLOWED),
          api(s -> s.status() == 401, Cause.TOKEN_REFUSED),
          api(s -> s.code("missing.permissions"), Cause.PERMISSION_MISSING),
          api(s -> s.code("missing.any.permissions"), Cause.ANY_PERMISSION_MISSING),
          api(
              s -> s.code("missing.division.permission", "missing.any.division.permissions"),
              Cause.DIVISION_MISSING),
          api(s -> s.code("authz.policy.denied"), Cause.POLICY_DENIED),
          // The contracts of the customer's documents have no codes: their texts name the matter.
          api(s -> s.status() == 403 && s.says("residency"), Cause.DATA_RESIDENCY),
          api(s -> s.status() == 403 && s.says("environment"), Cause.ENVIRONMENT_RESTRICTED),
          api(
              s ->
                  s.code("app.not.authorized.for.scope", "insufficient_scope")
                      || s.status() == 403 && s.says("scope"),
              Cause.SCOPE_NOT_GRANTED),
          api(s -> s.status() == 403, Cause.NOT_AUTHORIZED),
          api(s -> true, Cause.REQUEST_REFUSED));

  private Rules() {}

  /** The rules for a source's vendor, in their order. */
  static Stream<Rule> of(String api) {
    boolean azure = api.startsWith("azure-");
    return Stream.of(COMMON, azure ? ENTRA : List.<Rule>of(), OAUTH, azure ? AZURE : GENESYS)
        .flatMap(List::stream);
  }

  /** The tenant stands in the token endpoint's path: {@code /<tenant>/oauth2/v2.0/token}. */
  private static boolean anotherTenant(Symptom symptom) {
    String path = symptom.source().tokenUrl().getPath();
    return symptom
        .claim("tid")
        .filter(tid -> path.matches("/[0-9a-fA-F-]{36}/.*"))
        .filter(tid -> !path.regionMatches(true, 1, tid, 0, tid.length()))
        .isPresent();
  }
}
