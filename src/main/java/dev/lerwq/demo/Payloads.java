package dev.lerwq.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** JSON objects with the fields and the size that GitHub's have. */
final class Payloads {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> REPOSITORY_LINKS =
      List.of(
          "archive_url /{archive_format}{/ref}",
          "assignees_url /assignees{/user}",
          "blobs_url /git/blobs{/sha}",
          "branches_url /branches{/branch}",
          "collaborators_url /collaborators{/collaborator}",
          "comments_url /comments{/number}",
          "commits_url /commits{/sha}",
          "compare_url /compare/{base}...{head}",
          "contents_url /contents/{+path}",
          "contributors_url /contributors",
          "deployments_url /deployments",
          "downloads_url /downloads",
          "events_url /events",
          "forks_url /forks",
          "git_commits_url /git/commits{/sha}",
          "git_refs_url /git/refs{/sha}",
          "git_tags_url /git/tags{/sha}",
          "hooks_url /hooks",
          "issue_comment_url /issues/comments{/number}",
          "issue_events_url /issues/events{/number}",
          "issues_url /issues{/number}",
          "keys_url /keys{/key_id}",
          "labels_url /labels{/name}",
          "languages_url /languages",
          "merges_url /merges",
          "milestones_url /milestones{/number}",
          "notifications_url /notifications{?since,all,participating}",
          "pulls_url /pulls{/number}",
          "releases_url /releases{/id}",
          "stargazers_url /stargazers",
          "statuses_url /statuses/{sha}",
          "subscribers_url /subscribers",
          "subscription_url /subscription",
          "tags_url /tags",
          "teams_url /teams",
          "trees_url /git/trees{/sha}");
  private static final List<String> USER_LINKS =
      List.of(
          "followers_url /followers",
          "following_url /following{/other_user}",
          "gists_url /gists{/gist_id}",
          "starred_url /starred{/owner}{/repo}",
          "subscriptions_url /subscriptions",
          "organizations_url /orgs",
          "repos_url /repos",
          "events_url /events{/privacy}",
          "received_events_url /received_events");

  private final String api;

  Payloads(String api) {
    this.api = api;
  }

  /** A {@code workflow_job} event. */
  ObjectNode workflowJob(String action, Job job, Repository repository) {
    ObjectNode event = JSON.objectNode().put("action", action);
    event.set("workflow_job", job(job, repository));
    return common(event, repository);
  }

  /** A {@code star} event. */
  ObjectNode star(boolean created, Repository repository) {
    ObjectNode event =
        JSON.objectNode()
            .put("action", created ? "created" : "deleted")
            .put("starred_at", created ? instant(Instant.now()) : null);
    return common(event, repository);
  }

  /** A {@code ping} event, as it is sent when a hook is set up. */
  ObjectNode ping(long appId) {
    ObjectNode event =
        JSON.objectNode().put("zen", "Keep it logically awesome.").put("hook_id", 30_001);
    ObjectNode hook = event.putObject("hook");
    hook.put("type", "App").put("id", 30_001).put("name", "web").put("active", true);
    hook.putArray("events").add("workflow_job").add("star");
    hook.put("app_id", appId);
    hook.putObject("config").put("content_type", "json").put("insecure_ssl", "0");
    return event;
  }

  /** A job as the webhook and the REST API show it. */
  ObjectNode job(Job job, Repository repository) {
    String at = api + "/repos/" + repository.fullName();
    long run = job.id() - 1_000_000;
    String page = repository.htmlUrl() + "/actions/runs/" + run;
    ObjectNode node = JSON.objectNode().put("id", job.id()).put("run_id", run);
    node.put("workflow_name", "boards").put("head_branch", "main");
    node.put("run_url", at + "/actions/runs/" + run).put("run_attempt", 1);
    node.put("node_id", "CR_kwDOAbCdEf8AAAAB" + Long.toString(job.id(), 36));
    node.put("head_sha", String.format("%040x", job.id()));
    node.put("url", at + "/actions/jobs/" + job.id()).put("html_url", page + "/job/" + job.id());
    node.put("status", job.status()).put("conclusion", job.conclusion().orElse(null));
    node.put("created_at", instant(job.created()));
    // GitHub has a start even for a job that has not begun: the time it was queued.
    node.put("started_at", instant(job.progress().started().orElse(job.created())));
    node.put("completed_at", job.progress().completed().map(Payloads::instant).orElse(null));
    node.put("name", "build (" + job.labels().get(job.labels().size() - 1) + ")");
    steps(node.putArray("steps"), job);
    node.put("check_run_url", at + "/check-runs/" + job.id());
    job.labels().forEach(node.putArray("labels")::add);
    job.progress()
        .runnerId()
        .ifPresentOrElse(id -> node.put("runner_id", id), () -> node.putNull("runner_id"));
    node.put("runner_name", job.runner().orElse(null));
    node.put("runner_group_id", job.runner().map(name -> 1L).orElse(null));
    node.put("runner_group_name", job.runner().map(name -> "Default").orElse(null));
    return node;
  }

  private static void steps(ArrayNode steps, Job job) {
    if (job.progress().started().isEmpty()) {
      return;
    }
    int number = 0;
    for (String name : List.of("Set up job", "Check out", "Build", "Test", "Complete job")) {
      steps
          .addObject()
          .put("name", name)
          .put("status", job.isOver() ? "completed" : number == 0 ? "in_progress" : "queued")
          .put("conclusion", job.conclusion().orElse(null))
          .put("number", ++number)
          .put("started_at", instant(job.progress().started().get()))
          .put("completed_at", job.progress().completed().map(Payloads::instant).orElse(null));
    }
  }

  /** A repository as everything that mentions one shows it. */
  ObjectNode repository(Repository repository) {
    String at = api + "/repos/" + repository.fullName();
    ObjectNode node = JSON.objectNode().put("id", repository.id());
    node.put("node_id", "R_kgDO" + Long.toString(repository.id(), 36));
    node.put("name", repository.name()).put("full_name", repository.fullName());
    node.put("private", false).set("owner", account(repository.owner(), "Organization"));
    node.put("html_url", repository.htmlUrl()).put("url", at);
    node.put("description", "A repository whose jobs need a board").put("fork", false);
    links(node, at, REPOSITORY_LINKS);
    node.put("created_at", "2021-03-01T08:00:00Z").put("updated_at", "2026-10-30T12:11:10Z");
    node.put("pushed_at", "2026-11-02T17:45:00Z");
    node.put("git_url", "git://github.com/" + repository.fullName() + ".git");
    node.put("ssh_url", "git@github.com:" + repository.fullName() + ".git");
    node.put("clone_url", repository.htmlUrl() + ".git").put("svn_url", repository.htmlUrl());
    node.putNull("homepage").put("size", 18_342).put("stargazers_count", 12);
    node.put("watchers_count", 12).put("language", "C").put("has_issues", true);
    node.put("has_projects", true).put("has_downloads", true).put("has_wiki", true);
    node.put("has_pages", false).put("has_discussions", false).put("forks_count", 3);
    node.putNull("mirror_url").put("archived", false).put("disabled", false);
    node.put("open_issues_count", 7).put("allow_forking", true);
    ObjectNode license = node.putObject("license").put("key", "apache-2.0");
    license.put("name", "Apache License 2.0").put("spdx_id", "Apache-2.0");
    license.put("url", api + "/licenses/apache-2.0").put("node_id", "MDc6TGljZW5zZTI=");
    node.put("is_template", false).put("web_commit_signoff_required", false);
    node.putArray("topics").add("boards").add("capability-hardware").add("continuous-integration");
    node.put("visibility", "public").put("forks", 3).put("open_issues", 7).put("watchers", 12);
    node.put("default_branch", "main")
        .putObject("custom_properties")
        .put("team", "hardware")
        .put("lifecycle", "production");
    return node;
  }

  /** A user or organization. */
  ObjectNode account(String login, String type) {
    long id = 60_000_000L + Math.floorMod(login.hashCode(), 1_000_000);
    ObjectNode node = JSON.objectNode().put("login", login).put("id", id);
    node.put("node_id", "U_kgDO" + Long.toString(id, 36));
    node.put("avatar_url", "https://avatars.githubusercontent.com/u/" + id + "?v=4");
    node.put("gravatar_id", "").put("url", api + "/users/" + login);
    node.put("html_url", "https://github.com/" + login);
    links(node, api + "/users/" + login, USER_LINKS);
    return node.put("type", type).put("user_view_type", "public").put("site_admin", false);
  }

  private ObjectNode organization(String login) {
    ObjectNode node = JSON.objectNode().put("login", login);
    String at = api + "/orgs/" + login;
    node.put("id", 60_000_000L + Math.floorMod(login.hashCode(), 1_000_000)).put("url", at);
    links(
        node,
        at,
        List.of(
            "repos_url /repos",
            "events_url /events",
            "hooks_url /hooks",
            "issues_url /issues",
            "members_url /members{/member}",
            "public_members_url /public_members{/member}"));
    node.put("avatar_url", "https://avatars.githubusercontent.com/u/" + node.path("id") + "?v=4");
    return node.put("node_id", "O_kgDO" + login).put("description", "Boards and what runs on them");
  }

  private static ObjectNode enterprise() {
    ObjectNode node = JSON.objectNode().put("id", 8_201).put("slug", "octo-enterprise");
    node.put("name", "Octo Enterprise").put("node_id", "E_kgDNIAk");
    node.put("avatar_url", "https://avatars.githubusercontent.com/b/8201?v=4");
    node.put("description", "Everything that belongs to the octopus and its boards");
    node.put("website_url", "https://octo-enterprise.example/hardware/continuous-integration");
    node.put("html_url", "https://github.com/enterprises/octo-enterprise");
    return node.put("created_at", "2020-06-01T09:00:00Z").put("updated_at", "2026-10-01T09:00:00Z");
  }

  private ObjectNode common(ObjectNode event, Repository repository) {
    event.set("repository", repository(repository));
    event.set("organization", organization(repository.owner()));
    event.set("enterprise", enterprise());
    event.set("sender", account("octocat", "User"));
    event
        .putObject("installation")
        .put("id", repository.installation())
        .put("node_id", "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u" + repository.installation());
    return event;
  }

  private static void links(ObjectNode node, String base, List<String> links) {
    for (String link : links) {
      int space = link.indexOf(' ');
      node.put(link.substring(0, space), base + link.substring(space + 1));
    }
  }

  static String instant(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String deliveryId() {
    return UUID.randomUUID().toString();
  }
}
