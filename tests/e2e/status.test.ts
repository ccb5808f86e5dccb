import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

interface Page {
  state: string;
  components: { key: string; name: string; state: string; since: string | null; days: (number | null)[] | null }[];
  notices: { title: string; status: string; updates: { status: string; body: string }[] }[];
  age_seconds: number;
  is_stale: boolean;
}

describe("a public status page", () => {
  let stack: TestStack;
  let pageId: string;
  let badgeKey: string;

  before(async () => {
    stack = await startTestStack();
    await stack
      .sql`insert into job_heartbeats (job_name, expected_every) values ('backup', '1 day'), ('sync', '1 day')`;
    await stack.sql`select private.tick()`;
    const page = await ok(stack.admin.rpc("create_status_page", {
      p_slug: "acme",
      p_title: "Acme",
      p_components: [
        { subject_kind: "job", subject_id: "backup", name: "Backups", group: "Data" },
        { subject_kind: "job", subject_id: "sync", name: "Sync", group: "Data" },
      ],
    })) as { id: string; badge_key: string };
    [pageId, badgeKey] = [page.id, page.badge_key];
    // Counts what reaches the database. A sequence is moved by what is rolled back as well.
    await stack.sql.unsafe(`
      create sequence private.questions;
      create or replace function public.status_page(p_slug text) returns jsonb language sql security definer set search_path = '' as
        $$select private.read_status_page(p_slug) from (select nextval('private.questions') offset 0) q$$`).simple();
    await stack.sql`select nextval('private.questions')`;
  });
  after(() => stack?.stop());

  const ask = (path: string, init: RequestInit = {}) => fetch(`${stack.status.functions_url}/status/${path}`, init);
  const read = async (path = "acme") => await (await ask(path)).json() as Page;
  const questions = async () => Number((await stack.sql`select last_value from private.questions`)[0]!["last_value"]);
  const stateOf = ({ components }: Page, key: string) => components.find((each) => each.key === key)?.state;

  it("is read by anybody, from any origin, without a key", async () => {
    const response = await ask("acme", { headers: { origin: "https://elsewhere.example" } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.match(
      response.headers.get("cache-control")!,
      /^public, max-age=10, stale-while-revalidate=30, stale-if-error=300$/,
    );
    const page = await response.json() as Page;
    assert.deepEqual(page.components.map(({ key, name, state }) => [key, name, state]), [
      ["backups", "Backups", "operational"],
      ["sync", "Sync", "operational"],
    ]);
    assert.deepEqual([page.state, page.components[0]!.days!.length, page.is_stale], ["operational", 90, false]);
  });

  it("is not sent again while nothing has changed", async () => {
    const isSame = async () => {
      const etag = (await ask("acme")).headers.get("etag")!;
      const again = await ask("acme", { headers: { "if-none-match": etag } });
      const head = await ask("acme", { method: "HEAD" });
      assert.deepEqual([again.status === 304 ? await again.text() : "", head.status], ["", 200]);
      return again.status === 304 && [again, head].every(({ headers }) => headers.get("etag") === etag);
    };
    // At midnight (UTC) it changes once, by itself: another of its 90 days begins.
    assert.ok(await isSame() || await isSame());
  });

  it("costs a few queries, however many ask, for a page that is there and for one that is not", async () => {
    const before = await questions();
    const startedAt = performance.now();
    const flood = (path: string) =>
      Promise.all(Array.from({ length: 250 }, async () => {
        const response = await ask(path);
        await response.arrayBuffer();
        return response.status;
      }));
    const [there, none] = await Promise.all([flood("acme"), flood("no-such-page")]);
    assert.deepEqual([[...new Set(there)], [...new Set(none)]], [[200], [404]]);
    // One in five seconds for the page that is there, and one in ten for the one that is not, however long a flood takes here.
    const seconds = (performance.now() - startedAt) / 1_000;
    const most = Math.ceil(seconds / 5) + Math.ceil(seconds / 10) + 2;
    const count = await questions() - before;
    assert.ok(count >= 1 && count <= most, `${count} queries`);
  });

  it("says the same of pages that are unknown and disabled, and refuses what is no reading", async () => {
    await ok(stack.admin.rpc("create_status_page", { p_slug: "hidden", p_title: "Hidden" }));
    await ok(stack.admin.from("status_pages").update({ enabled: false }).eq("slug", "hidden"));
    const answers = await Promise.all(
      ["hidden", "unknown", "NO", `badge/${"x".repeat(43)}/overall.svg`].map(async (path) => {
        const response = await ask(path);
        return [response.status, response.headers.get("cache-control"), await response.text()];
      }),
    );
    assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
    assert.equal(answers[0]![0], 404);
    assert.equal((await ask("acme", { method: "POST" })).status, 405);
    assert.equal(
      (await ask("acme", { method: "OPTIONS" })).headers.get("access-control-allow-methods"),
      "GET, HEAD, OPTIONS",
    );
  });

  it("shows what is down, on the page and on badges, and nothing of why", async () => {
    await stack.sql`update job_heartbeats set last_run_at = now() - interval '30 hours' where job_name = 'backup'`;
    await stack.sql`select private.tick()`;
    const page = await waitFor("the page to say so", async () => {
      const seen = await read();
      return stateOf(seen, "backups") === "down" ? seen : null;
    });
    assert.deepEqual([page.state, stateOf(page, "sync")], ["degraded", "operational"]);
    const text = JSON.stringify(page);
    const [alert] = await stack.sql`select id, message from guardian_alerts`;
    for (const secret of [alert!["id"], alert!["message"], pageId, badgeKey, "job-stale"]) {
      assert.ok(!text.includes(secret));
    }

    const svg = await ask(`badge/${badgeKey}/backups.svg`);
    assert.equal(svg.headers.get("content-type"), "image/svg+xml; charset=utf-8");
    assert.match(await svg.text(), /aria-label="Backups: down"/);
    const json = await (await ask(`badge/${badgeKey}/overall.json`)).json() as Record<string, unknown>;
    assert.deepEqual([json["schemaVersion"], json["label"], json["message"]], [1, "Acme", "degraded"]);
    await stack.sql`update job_heartbeats set last_run_at = now() where job_name = 'backup'`;
    await stack.sql`select private.tick()`;
  });

  it("shows notices as they go on, also as a feed", async () => {
    const id = await ok(stack.admin.rpc("post_status_notice", {
      p_page_id: pageId,
      p_kind: "incident",
      p_title: "Slow backups",
      p_body: "We look into it.",
      p_impact: "minor",
      p_components: ["backups"],
    })) as string;
    await ok(
      stack.admin.rpc("update_status_notice", { p_notice_id: id, p_body: "A disk is full.", p_status: "identified" }),
    );
    const page = await waitFor("the notice", async () => {
      const seen = await read();
      return seen.notices[0]?.updates.length === 2 ? seen : null;
    });
    assert.deepEqual(page.notices[0]!.updates.map(({ status, body }) => [status, body]), [
      ["identified", "A disk is full."],
      ["investigating", "We look into it."],
    ]);
    assert.equal(stateOf(page, "backups"), "degraded");
    assert.match(await (await ask("acme/feed.atom")).text(), /<title>Slow backups \(identified\)<\/title>/);
  });

  it("loses its badges when the key is rotated", async () => {
    const rotated = await ok(stack.admin.rpc("rotate_status_badge_key", { p_page_id: pageId }));
    await waitFor(
      "the old key to be forgotten",
      async () => (await ask(`badge/${badgeKey}/overall.svg`)).status === 404,
    );
    assert.equal((await ask(`badge/${rotated}/overall.svg`)).status, 200);
  });

  it("names services, and has them looked at", async () => {
    await ok(stack.admin.rpc("create_status_page", {
      p_slug: "platform",
      p_title: "Platform",
      p_components: [{ subject_kind: "service", subject_id: "auth", name: "Sign-in" }],
    }));
    await waitFor("a boot check", async () => stateOf(await read("platform"), "sign-in") === "operational");
  });

  it("stays when the database is stopped, with its age; what is not known is 503", async () => {
    await read();
    await stack.postgres.stop();
    const stale = await waitFor("an answer of before", async () => {
      const seen = await read();
      return seen.is_stale ? seen : null;
    });
    assert.ok(stale.age_seconds >= 5, String(stale.age_seconds));
    assert.equal(stale.components.length, 2);
    const response = await ask("never-asked-for");
    assert.deepEqual([response.status, response.headers.get("retry-after")], [503, "5"]);
    await stack.postgres.start();
    await waitFor("a fresh answer", async () => !(await read()).is_stale);
  });
});
