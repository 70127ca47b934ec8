package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.auditcaravan.pagination.Accepted;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.WindowRead;
import org.jboss.logging.Logger;

/**
 * The bean {@code userNames}: names of acting users that events lack, looked up by the route {@code
 * user-names} and kept for a day. Nothing waits for a name that cannot be had at once.
 */
@Singleton
@Named("userNames")
public final class UserNames {
  private static final Logger LOG = Logger.getLogger(UserNames.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What may stand in a path as it is. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** After a failure in passing, and after a refusal, the vendor is left alone with users. */
  private static final Duration SHORT_REST = Duration.ofMinutes(1);

  private static final Duration LONG_REST = Duration.ofHours(1);

  /** Pages that wait for names: meanwhile they are in memory, and in nobody's account. */
  private static final int AT_ONCE = 4;

  private final Normalizer normalizer;
  private final InstantSource clock;
  private final Map<String, NameCache> caches = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(AT_ONCE);

  @Inject
  public UserNames(Normalizer normalizer, InstantSource clock) {
    this.normalizer = normalizer;
    this.clock = clock;
  }

  /** Whose names a page lacks, as many as the source's {@code user-lookups} allows. */
  public LookUp begin(@Variable("read") WindowRead read, @Body List<Accepted> page) {
    NameCache cache = cache(read.source());
    Mapping mapping = normalizer.mapping(read.source());
    List<String> wanted =
        page.stream()
            .flatMap(accepted -> mapping.namelessUser(accepted.event()).stream())
            .distinct()
            .filter(user -> ID.matcher(user).matches() && !cache.knows(user))
            .limit(read.source().config().userLookups())
            .toList();
    if (wanted.isEmpty() || cache.rests() || !places.tryAcquire()) {
      return new LookUp(List.of());
    }
    read.stepAside();
    return new LookUp(wanted);
  }

  /** Takes in what the vendor says of the user that was asked for. */
  public void learn(
      @Variable("read") WindowRead read, @Variable("lookUp") LookUp lookUp, @Body Reply reply) {
    NameCache cache = cache(read.source());
    if (reply.status() == 200 || reply.status() == 404) {
      cache.learn(lookUp.asked(), reply.status() == 200 ? name(reply) : null);
    } else if (reply.status() == 403) {
      lookUp.giveUp();
      cache.rest(LONG_REST);
      LOG.warnf(
          "Source %s may not look up users, so that their names stay out for %s: give its client"
              + " the right to view users, or set audit.sources.%s.user-lookups=0",
          read.source().name(), LONG_REST, read.source().name());
    } else {
      unanswered(read, lookUp);
    }
  }

  /** No answer: the rest of the page goes without, and so do others for a while. */
  public void unanswered(@Variable("read") WindowRead read, @Variable("lookUp") LookUp lookUp) {
    lookUp.giveUp();
    cache(read.source()).rest(SHORT_REST);
  }

  /** The page whose look-up has begun goes on, with the names that are there. */
  public void end(@Variable("read") WindowRead read) {
    places.release();
    read.stepBack();
  }

  /** The name that was looked up for the user of an event that has none, or null. */
  String of(Source source, Event event) {
    if (source.config().userLookups() == 0) {
      return null;
    }
    return normalizer.mapping(source).namelessUser(event).flatMap(cache(source)::name).orElse(null);
  }

  private NameCache cache(Source source) {
    return caches.computeIfAbsent(source.name(), name -> new NameCache(clock));
  }

  private static String name(Reply reply) {
    try {
      JsonNode name = JSON.readTree(reply.body()).path("name");
      return name.isTextual() && !name.asText().isBlank() ? name.asText() : null;
    } catch (IOException noJson) {
      return null;
    }
  }
}
