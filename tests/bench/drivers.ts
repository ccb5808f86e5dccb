import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import postgres from "postgres";

/** A statement to be run for many jobs: `:job` stands for the name of one, the numbers from 1 to `jobs`. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly jobs: number;
}

export interface Throughput {
  /** Statements in all, each a transaction. */
  readonly count: number;
  readonly perSecond: number;
}

/** Runs a prepared statement from several connections at once. */
export interface Driver {
  readonly name: string;
  run(url: string, statement: Statement, clients: number, perClient: number): Promise<Throughput>;
}

/** pgbench where it is on the PATH, else connections of ours. */
export function chooseDriver(wanted: string | undefined, scratchDir: string, signal: AbortSignal): Driver {
  if (wanted === "postgres.js") return new ConnectionsDriver();
  const found = spawnSync("pgbench", ["--version"], { encoding: "utf8" });
  const version = found.status === 0 ? /[\d.]+/.exec(found.stdout)?.[0] : undefined;
  if (version) return new PgbenchDriver(version, scratchDir, signal);
  if (wanted === "pgbench") {
    throw new Error("pgbench is not on the PATH. Leave --driver out to use connections of ours.");
  }
  return new ConnectionsDriver();
}

class PgbenchDriver implements Driver {
  readonly name: string;

  constructor(version: string, private readonly scratchDir: string, private readonly signal: AbortSignal) {
    this.name = `pgbench ${version} -M prepared`;
  }

  async run(url: string, statement: Statement, clients: number, perClient: number): Promise<Throughput> {
    const file = join(this.scratchDir, `${statement.name}.sql`);
    writeFileSync(file, `\\set job random(1, ${statement.jobs})\n${statement.text};\n`);
    const threads = Math.min(clients, availableParallelism());
    const output = await this.#spawn([
      ...["--no-vacuum", "--protocol=prepared", `--client=${clients}`, `--jobs=${threads}`],
      ...[`--transactions=${perClient}`, `--file=${file}`, url],
    ]);
    const count = /transactions actually processed: (\d+)/.exec(output)?.[1];
    const perSecond = /tps = ([\d.]+) \(without initial connection time\)/.exec(output)?.[1];
    if (!count || !perSecond) throw new Error(`pgbench's answer is not understood:\n${output}`);
    return { count: Number(count), perSecond: Number(perSecond) };
  }

  #spawn(args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn("pgbench", args, { stdio: ["ignore", "pipe", "pipe"], signal: this.signal });
      const output: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
      child.on("error", reject);
      child.on("close", (code) => {
        const text = Buffer.concat(output).toString();
        if (code === 0) resolve(text);
        else reject(new Error(`pgbench ended with code ${code}:\n${text}`));
      });
    });
  }
}

/** Connections of postgres.js in this process. Their own cost is in both figures, so a ratio comes out nearer to 1. */
class ConnectionsDriver implements Driver {
  readonly name = "postgres.js, prepared statements";

  async run(url: string, statement: Statement, clients: number, perClient: number): Promise<Throughput> {
    const text = statement.text.replaceAll(":job", "$1");
    const connections = Array.from({ length: clients }, () => postgres(url, { max: 1, onnotice: () => {} }));
    const randomJob = () => String(1 + Math.floor(Math.random() * statement.jobs));
    try {
      await Promise.all(connections.map((sql) => sql.unsafe(text, [randomJob()], { prepare: true })));
      const start = performance.now();
      await Promise.all(connections.map(async (sql) => {
        for (let n = 0; n < perClient; n++) await sql.unsafe(text, [randomJob()], { prepare: true });
      }));
      const seconds = (performance.now() - start) / 1000;
      return { count: clients * (perClient + 1), perSecond: clients * perClient / seconds };
    } finally {
      await Promise.all(connections.map((sql) => sql.end({ timeout: 5 })));
    }
  }
}
