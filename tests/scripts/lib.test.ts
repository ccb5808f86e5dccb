import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { chooseDatabase, parseTarget } from "../../scripts/lib/database.cjs";
import { parseBaseUrl, refOfApiUrl, refOfDatabase } from "../../scripts/lib/project.cjs";
import { Redactor } from "../../scripts/lib/redaction.cjs";
import { tableLines } from "../../scripts/lib/table.cjs";
import { temporaryFolder } from "./support.ts";

const REF = "abcdefghijklmnopqrst";

describe("the redactor", () => {
  it("masks a secret in every spelling in which errors show it", () => {
    const secret = `p@ss "word"/ü\\`;
    const redactor = new Redactor();
    redactor.add(secret, undefined, null, "", "abc");
    for (const spelling of [secret, encodeURIComponent(secret), JSON.stringify({ secret })]) {
      const clean = redactor.clean(`before ${spelling} after abc`);
      assert.match(clean, /^before .*\[redacted\].* after abc$/);
      assert.ok(!clean.includes("word"), clean);
    }
  });

  it("masks a secret that contains another as a whole", () => {
    const redactor = new Redactor();
    redactor.add("secret-one", "secret-one-and-more");
    assert.equal(redactor.clean("secret-one-and-more, secret-one"), "[redacted], [redacted]");
  });

  it("masks what looks like a credential although nobody named it", () => {
    const redactor = new Redactor();
    for (
      const text of [
        "postgresql://postgres:hunter2@db.example.com/postgres",
        "https://hooks.slack.com/services/T000/B000/hunter2",
        "https://api.telegram.org/bot1:hunter2/sendMessage",
        "110201543:AAHdqTcvCH1vGWJxfSeofSAhunter2DALD",
        "https://ntfy.sh/hunter2",
        "tk_hunter2hunter2hunter2hunter2",
        "sb_secret_hunter2hunter2",
        "whsec_hunter2hunter2",
        "re_hunter2_hunter2hunter2",
        "Authorization: Bearer hunter2-hunter2",
        "eyJhdW50ZXIyaHVudGVy.eyJhdW50ZXIyaHVudGVy.hunter2",
      ]
    ) assert.ok(!redactor.clean(text).includes("hunter2"), redactor.clean(text));
  });

  it("leaves ordinary words and the local stack's public password as they are", () => {
    const redactor = new Redactor();
    redactor.add("postgres");
    assert.equal(redactor.clean("user postgres at 127.0.0.1:54322"), "user postgres at 127.0.0.1:54322");
  });
});

describe("a database URL", () => {
  it("asks for TLS unless it says otherwise or leads to this machine", (test) => {
    const ssl = (host: string, query = "", env: NodeJS.ProcessEnv = {}) =>
      parseTarget(`postgresql://u:p@${host}/postgres${query}`, env).ssl;
    assert.equal(ssl(`db.${REF}.supabase.co`), "require");
    for (const host of ["localhost", "127.0.0.1:54322", "[::1]"]) assert.equal(ssl(host), false);
    assert.equal(ssl("localhost", "?sslmode=require"), "require");
    assert.equal(ssl("example.com", "?sslmode=disable"), false);
    assert.equal(ssl("example.com", "", { PGSSLMODE: "prefer" }), "prefer");
    const file = join(temporaryFolder(test), "ca.crt");
    writeFileSync(file, "a certificate");
    assert.deepEqual(ssl("example.com", `?sslrootcert=${file}`), { rejectUnauthorized: true, ca: "a certificate" });
    assert.deepEqual(ssl("example.com", "?sslmode=verify-full"), { rejectUnauthorized: true });
  });

  it("is read with its escapes, its defaults and PGPASSWORD", () => {
    const { ssl: _, ...target } = parseTarget(
      "postgres://postgres.abc:p%40ss%2F@[::1]:6543/my%20db?options=reference%3Dabc",
      {},
    );
    assert.deepEqual(target, {
      host: "::1",
      port: 6543,
      user: "postgres.abc",
      password: "p@ss/",
      database: "my db",
      serverOptions: "reference=abc",
      isLocal: true,
    });
    const short = parseTarget("postgresql://h", { PGPASSWORD: "from-env" });
    assert.deepEqual([short.port, short.user, short.password, short.database], [
      5432,
      "postgres",
      "from-env",
      "postgres",
    ]);
  });

  it("comes from the option, else from SUPABASE_DB_URL, else from the running local stack", (test) => {
    const folder = temporaryFolder(test);
    writeFileSync(
      join(folder, "status.json"),
      JSON.stringify({ api_url: "", inbox_url: "", secret_key: "", db_url: "postgresql://u@127.0.0.1:3/d" }),
    );
    const env = { DATA_DIR: folder, SUPABASE_DB_URL: "postgresql://u@two/d" };
    assert.equal(chooseDatabase("postgresql://u@one/d", env).host, "one");
    assert.equal(chooseDatabase(undefined, env).host, "two");
    assert.equal(chooseDatabase(undefined, { DATA_DIR: folder }).port, 3);
  });

  it("tells its project by host or by the pooler's user", () => {
    const ref = (url: string) => refOfDatabase(parseTarget(url, {}));
    assert.equal(ref(`postgresql://postgres:x@db.${REF}.supabase.co/postgres`), REF);
    assert.equal(ref(`postgresql://postgres.${REF}:x@aws-0-eu-west-1.pooler.supabase.com/postgres`), REF);
    assert.equal(ref(`postgresql://postgres.${REF}:x@db.example.com/postgres`), null);
    assert.equal(ref("postgresql://postgres:x@127.0.0.1/postgres"), null);
  });
});

describe("an API's base URL", () => {
  it("loses what is pasted along with it", () => {
    for (const tail of ["", "/", "/functions/v1", "/functions/v1/notify", "/rest/v1/"]) {
      assert.equal(parseBaseUrl(`https://${REF}.supabase.co${tail}`, "x"), `https://${REF}.supabase.co`);
    }
    assert.equal(parseBaseUrl("http://kong:8000/supabase/", "x"), "http://kong:8000/supabase");
    for (const text of ["ftp://h", "https://u:p@h", "https://h/?a=1", "h"]) {
      assert.throws(() => parseBaseUrl(text, "--edge-base-url"), {
        name: "UsageError",
        message: /^--edge-base-url must be/,
      });
    }
  });

  it("tells its project when it is a hosted one", () => {
    assert.equal(refOfApiUrl(`https://${REF}.supabase.co`), REF);
    assert.equal(refOfApiUrl("https://api.example.com"), null);
    assert.equal(refOfApiUrl(`https://${REF}.supabase.co.example.com`), null);
  });
});

describe("a table", () => {
  it("is aligned by characters, not by UTF-16 units", () => {
    assert.deepEqual(tableLines(["A", "B"], [["💓", "x"], ["abc", "y\n"]]), ["A    B", "💓    x", "abc  y\\x0a"]);
  });
});
