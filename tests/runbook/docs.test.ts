// Holds the documents to the tree: links resolve, the tests that they name exist, settings are the database's.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { after, before, describe, it } from "node:test";
import { renderCheckDocs } from "../../scripts/generate-check-docs.ts";
import { PROJECT_ROOT, projectPath } from "../../scripts/local/options.ts";
import { startTestStack, type TestStack } from "../support/stack.ts";
import { sqlBlocks, tableRows } from "./markdown.ts";

class Undone extends Error {}

const IGNORED = new Set(["node_modules", ".git", ".local", "dist"]);

/** Every Markdown file of the project. */
function markdownFiles(folder = PROJECT_ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => !IGNORED.has(entry.name)).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** A Markdown text without its fenced blocks and code spans, in which a link is no link. */
function prose(markdown: string): string {
  return markdown.replaceAll(/^```[^]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

/** The anchors of a text's headings, as GitHub makes them. */
function anchors(markdown: string): string[] {
  return [...markdown.replaceAll(/^```[^]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(/\s/g, "-")
  );
}

describe("documents", () => {
  const files = markdownFiles();

  it("have links that lead somewhere", () => {
    const broken = files.flatMap((file) => {
      const text = readFileSync(file, "utf8");
      return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => {
        if (/^[a-z]+:/.test(link)) return false;
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? file : join(dirname(file), decodeURIComponent(path));
        if (!existsSync(target)) return true;
        return anchor !== undefined && !anchors(readFileSync(target, "utf8")).includes(anchor);
      }).map((link) => `${relative(PROJECT_ROOT, file)}: ${link}`);
    });
    assert.deepEqual(broken, []);
    assert.ok(files.length >= 10);
  });

  it("name files, scripts and stages that exist", () => {
    const { scripts } = JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const stages = existsSync(projectPath("tests/run.ts")) ? readFileSync(projectPath("tests/run.ts"), "utf8") : "";
    const missing = files.flatMap((file) => {
      const text = readFileSync(file, "utf8");
      const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!);
      return [
        ...all(/\b((?:scripts|supabase|tests|web|docs)\/[\w./-]*\.(?:cjs|mts|tsx?|sql|toml|md|example|png))\b/g)
          .filter((path) => !existsSync(projectPath(path)) && !existsSync(join(dirname(file), path))),
        ...all(/\bnpm run ([\w:-]+)/g).filter((name) => !(name in scripts)).map((name) => `npm run ${name}`),
        ...all(/\bnpm test -- (\w+)/g).filter((name) => !stages.includes(`  ${name}: `)).map((name) => `stage ${name}`),
      ].map((name) => `${relative(PROJECT_ROOT, file)}: ${name}`);
    });
    assert.deepEqual(missing, []);
  });

  it("docs/faults.md names tests that exist", () => {
    const rows = tableRows(readFileSync(projectPath("docs/faults.md"), "utf8")).filter((row) => row[2] !== "test");
    const wrong = rows.flatMap(([fault = "", , proofs = ""]) => {
      const named = [...proofs.matchAll(/`([^`]+)` "([^"]+)"/g)];
      if (named.length === 0) return [`${fault}: no test`];
      return named.filter(([, file, name]) => {
        const text = existsSync(projectPath(file!)) ? readFileSync(projectPath(file!), "utf8") : "";
        return !text.includes(`"${name}"`) && !text.includes(`'${name!.replaceAll("'", "''")}'`);
      }).map(([proof]) => `${fault}: ${proof}`);
    });
    assert.deepEqual(wrong, []);
    assert.ok(rows.length >= 40);
  });

  it("docs/tenants.md has the 29 lines of the test plan and more, each the name of a test", () => {
    const [, plan = ""] = readFileSync(projectPath("docs/tenants.md"), "utf8").split("\n## The test plan\n");
    const rows = tableRows(plan).filter(([, file]) => file !== "in");
    const missing = rows.filter(([name, file = ""]) => {
      const text = readFileSync(projectPath(file.replaceAll("`", "")), "utf8");
      return !text.includes(`("${name}"`) && !text.includes(`'${name}'`);
    });
    assert.deepEqual(missing, []);
    assert.deepEqual(new Set(rows.map(([name]) => name)).size, 20 + 9 + 1);
  });

  it("say nothing that a machine or a person left behind", () => {
    const wrong = files.filter((file) =>
      /\bTODO\b|\bFIXME\b|\/(?:home|tmp|root|work)\/\w/.test(readFileSync(file, "utf8"))
    );
    assert.deepEqual(wrong, []);
  });

  describe("beside the database", () => {
    let stack: TestStack;
    before(async () => {
      stack = await startTestStack({ functions: false });
    });
    after(() => stack?.stop());

    it("have SQL that runs", async () => {
      const others = readdirSync(projectPath("docs")).filter((name) => name.endsWith(".md") && name !== "runbook.md");
      const failed: string[] = [];
      let count = 0;
      for (const file of others) {
        for (const [name, text] of sqlBlocks(`docs/${file}`)) {
          count += 1;
          await stack.sql.begin(async (sql) => {
            await sql`create table sessions (expires_at timestamptz)`;
            const [channel] = await sql`
              select create_notification_channel('Receiver', 'webhook', 'https://example.com/') ->> 'id' as id`;
            // The transaction is ours, and so is the channel.
            await sql.unsafe(text.replaceAll(/^(begin|commit);$/gm, "").replaceAll("<channel id>", channel!["id"]))
              .simple();
            throw new Undone();
          }).catch((error) => {
            if (!(error instanceof Undone)) failed.push(`${file}, ${name}: ${error}`);
          });
        }
      }
      assert.deepEqual(failed, []);
      assert.ok(count >= 10);
    });

    it("docs/checks.md is what the check definitions say", async () => {
      assert.equal(readFileSync(projectPath("docs/checks.md"), "utf8"), await renderCheckDocs(stack.sql));
    });

    it("docs/settings.md has every setting with its type, default and bounds", async () => {
      const rows = tableRows(readFileSync(projectPath("docs/settings.md"), "utf8"));
      const cell = (text = "") => text === "none" ? null : text.replaceAll("`", "");
      const documented = rows.slice(1).map((row) => ({
        key: cell(row[0]),
        value_type: cell(row[1]),
        default_value: cell(row[2]),
        minimum: cell(row[3]),
        maximum: cell(row[4]),
        description: cell(row[5]),
      }));
      const known = await stack.sql`
        select key, value_type, default_value, minimum, maximum, description from private.setting_definitions`;
      const byKey = (a: { key: string | null }, b: { key: string | null }) =>
        String(a.key).localeCompare(String(b.key));
      assert.deepEqual(
        documented.sort(byKey),
        known.map((row) => ({ ...row }) as typeof documented[number]).sort(byKey),
      );
    });

    it("docs/metrics.md has every family of metrics with its type and labels, and names no other", async () => {
      const text = readFileSync(projectPath("docs/metrics.md"), "utf8");
      const rows = tableRows(text).filter((row) => row.length === 4 && row[0]?.startsWith("`heartbase_"));
      const known = await stack.sql`select name, type, help from private.metric_definitions() order by name`;
      const documented = rows.map(([name = "", type, , help]) => ({ name: name.replaceAll("`", ""), type, help }));
      assert.deepEqual(documented.sort((a, b) => a.name < b.name ? -1 : 1), known.map((row) => ({ ...row })));
      const names = new Set(known.map((row) => row["name"] as string));
      assert.deepEqual(
        [...text.matchAll(/\bheartbase_[a-z_]+/g)].map(([name]) => name).filter((name) => !names.has(name)),
        [],
      );

      await stack.sql`insert into tetrahedrons (name, vertices) values ('Family', '{a,b,c,d}')`;
      await stack.sql`insert into job_heartbeats (job_name) values ('backup')`;
      await stack.sql`insert into machines (name) values ('web')`;
      await stack.sql`
        insert into guardian_alerts (subject_id, subject_name, alert_type, severity, message) values ('x', 'x', 'x', 'info', 'x')`;
      const measured = await stack.sql<{ name: string; labels: string[] }[]>`
        select distinct s.name, (select coalesce(array_agg(k order by k), '{}') from jsonb_object_keys(s.labels) k) as labels
        from private.metric_samples() s order by 1`;
      const labels = rows.map(([name = "", , cell = ""]) => ({
        name: name.replaceAll("`", ""),
        labels: [...cell.matchAll(/`(\w+)`/g)].map(([, label]) => label!).sort(),
      }));
      assert.deepEqual(labels.sort((a, b) => a.name < b.name ? -1 : 1), measured.map((row) => ({ ...row })));
    });

    it("docs/jobs.md names every column of job_heartbeats, and no setting or view that is not there", async () => {
      const text = readFileSync(projectPath("docs/jobs.md"), "utf8");
      const columns = await stack.sql`
        select column_name as name from information_schema.columns where table_schema = 'public' and table_name = 'job_heartbeats'`;
      assert.deepEqual(
        columns.map((row) => row["name"] as string).filter((name) =>
          !text.includes(`\`${name}\``) && name !== "job_name"
        ),
        [],
      );
      const views = [...text.matchAll(/healthcheck_\w+/g)].map(([name]) => name);
      for (const view of new Set(views)) await stack.sql`select * from ${stack.sql(view)} limit 0`;
    });

    it("docs/security.md has every function of ours in public, and who may call it", async () => {
      const rows = tableRows(readFileSync(projectPath("docs/security.md"), "utf8"));
      const functions = await stack.sql`
        select p.proname as name, has_function_privilege('anon', p.oid, 'execute') as anon,
          has_function_privilege('authenticated', p.oid, 'execute') as authenticated,
          has_function_privilege('service_role', p.oid, 'execute') as service_role
        from pg_proc p where p.pronamespace = 'public'::regnamespace and not exists (
          select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;
      for (const row of functions) {
        const documented = rows.find((cells) => cells[0] === `\`${row["name"]}\`` && cells.length === 5);
        assert.ok(documented, `docs/security.md does not say who may call ${row["name"]}`);
        assert.deepEqual(
          documented.slice(1, 4).map((cell) => cell !== "-"),
          [row["anon"], row["authenticated"], row["service_role"]],
          String(row["name"]),
        );
      }
    });
  });
});
