package dev.lerwq.bus.servicebus;

import com.azure.messaging.servicebus.administration.models.CorrelationRuleFilter;
import com.azure.messaging.servicebus.administration.models.RuleFilter;
import com.azure.messaging.servicebus.administration.models.SqlRuleFilter;
import dev.lerwq.bus.EntitySetup;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which subject a rule lets pass. What Service Bus calls a label in filters is the message's
 * subject.
 *
 * @see <a href="https://learn.microsoft.com/en-us/azure/service-bus-messaging/topic-filters">Topic
 *     filters and actions</a>
 */
final class SubjectRules {
  /** A literal may hold quotation marks: each is written twice. */
  private static final Pattern SUBJECT_IS =
      Pattern.compile(
          "\\s*(?:sys\\.)?\\[?(?:label|subject)]?\\s*=\\s*'((?:[^']|'')*)'\\s*",
          Pattern.CASE_INSENSITIVE);

  private SubjectRules() {}

  static EntitySetup.Rule of(RuleFilter filter) {
    if (filter instanceof SqlRuleFilter sql) {
      return sql(String.valueOf(sql.getSqlExpression()));
    }
    if (filter instanceof CorrelationRuleFilter correlation) {
      return correlation(correlation);
    }
    return new EntitySetup.Rule(String.valueOf(filter), Optional.empty());
  }

  private static EntitySetup.Rule sql(String expression) {
    Matcher matcher = SUBJECT_IS.matcher(expression);
    return new EntitySetup.Rule(
        expression,
        matcher.matches() ? Optional.of(matcher.group(1).replace("''", "'")) : Optional.empty());
  }

  /** All properties that it names have to match, so it is about the subject only if alone. */
  private static EntitySetup.Rule correlation(CorrelationRuleFilter filter) {
    boolean more =
        filter.getCorrelationId() != null
            || filter.getMessageId() != null
            || filter.getTo() != null
            || filter.getReplyTo() != null
            || filter.getSessionId() != null
            || filter.getReplyToSessionId() != null
            || filter.getContentType() != null
            || !filter.getProperties().isEmpty();
    return new EntitySetup.Rule(
        filter.toString(), more ? Optional.empty() : Optional.ofNullable(filter.getLabel()));
  }
}
