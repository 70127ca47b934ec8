package org.auditcaravan.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.CamelExecutionException;
import org.auditcaravan.auth.Claims;
import org.auditcaravan.pagination.VendorException;
import org.auditcaravan.source.Region;
import org.auditcaravan.source.Source;

/** Whether the client gets a token, and whose it is. */
final class TokenCheck implements Check {
  private final Calls calls;
  private final Function<Source, Optional<Region>> otherRegion;

  /**
   * @param otherRegion finds the region in which the client is known; finds none where the operator
   *     has not allowed to look for it
   */
  TokenCheck(Calls calls, Function<Source, Optional<Region>> otherRegion) {
    this.calls = calls;
    this.otherRegion = otherRegion;
  }

  @Override
  public String name() {
    return "token";
  }

  @Override
  public Result run(Source source) {
    try {
      String token = calls.token(calls.yesterday(source, source.filters()));
      Map<String, String> claims = Claims.of(token);
      List<Finding> findings = new ArrayList<>();
      human(claims).ifPresent(said -> findings.add(human(source, claims, said)));
      return new Result(
          claims.isEmpty() ? "granted" : "granted for " + claims.get("aud"), findings);
    } catch (VendorException refusal) {
      if (refusal.evidence() == null) {
        return Result.bad("no answer", none(source, refusal.getMessage()));
      }
      List<Finding> findings =
          Diagnosis.of(source, refusal.evidence()).stream().map(f -> elsewhere(source, f)).toList();
      return new Result("refused with " + refusal.status(), findings);
    } catch (CamelExecutionException e) {
      return Result.bad("no answer", none(source, String.valueOf(e.getCause().getMessage())));
    }
  }

  private static Finding none(Source source, String said) {
    return Finding.of(
        Cause.NOT_CONNECTED,
        Facts.of(source),
        "host",
        source.tokenUrl().getAuthority(),
        "said",
        said);
  }

  private Finding elsewhere(Source source, Finding finding) {
    if (finding.cause() != Cause.CLIENT_UNKNOWN) {
      return finding;
    }
    return otherRegion
        .apply(source)
        .map(
            region ->
                Finding.of(
                    Cause.REGION_WRONG,
                    Facts.of(source),
                    "host",
                    finding.evidence().get("host"),
                    "status",
                    finding.evidence().get("status"),
                    "message",
                    finding.evidence().get("message"),
                    "region",
                    region.id()))
        .orElse(finding);
  }

  /** Entra gives delegated scopes and a user's name to people only. */
  private static Optional<String> human(Map<String, String> claims) {
    return Optional.ofNullable(claims.get("upn"))
        .or(() -> Optional.ofNullable(claims.get("scp")))
        .or(() -> Optional.ofNullable(claims.get("idtyp")).filter("user"::equals));
  }

  private static Finding human(Source source, Map<String, String> claims, String said) {
    return Finding.of(
        Cause.HUMAN_ACCOUNT, Facts.of(source), "claim", said, "claim oid", claims.get("oid"));
  }
}
