// Starts the project's TypeScript programs from a fresh clone: checks Node, installs packages when they are missing or
// behind the lockfile, then runs the program in this very process, so that signals and exit codes are its own.
const { spawnSync } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const ROOT = path.resolve(__dirname, "..");
const MINIMUM_NODE = [20, 19];

/** @type {Record<string, string>} */
const PROGRAMS = {
  start: "scripts/local/start.ts",
  status: "scripts/local/status.ts",
  test: "tests/run.ts",
  bench: "tests/bench/run.ts",
  "build:migrations": "scripts/build-migrations.ts",
  "gen:types": "scripts/generate-types.ts",
  screenshots: "tests/web/screenshots.ts",
  "build:hook": "web/packages/use-heartbeat/build.ts",
  check: "scripts/check.ts",
};

/** @param {string} message @param {number} code @returns {never} */
function fail(message, code) {
  console.error(message);
  process.exit(code);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(
    `Heartbase needs Node ${MINIMUM_NODE.join(".")} or newer; this is ${process.version}. See https://nodejs.org`,
    1,
  );
}

/**
 * Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed.
 * Packages for other platforms are optional and may be absent.
 */
function isInstalled() {
  /** @returns {Record<string, {version?: string, integrity?: string, optional?: boolean, link?: boolean}>} */
  const read = (/** @type {string} */ file) => JSON.parse(readFileSync(path.join(ROOT, file), "utf8")).packages;
  if (!existsSync(path.join(ROOT, "node_modules/.package-lock.json"))) return false;
  const installed = read("node_modules/.package-lock.json");
  return Object.entries(read("package-lock.json")).every(([name, wanted]) => {
    if (name === "" || wanted.link || !name.includes("node_modules/")) return true;
    const found = installed[name];
    if (!found) return wanted.optional === true;
    return found.version === wanted.version &&
      (found.integrity ?? wanted.integrity) === (wanted.integrity ?? found.integrity);
  });
}

/** @param {string[]} args @returns {{ok: boolean, why: string, output: string}} */
function npm(args) {
  const script = process.env.npm_execpath;
  const [command, before] = script && script.endsWith(".js") ? [process.execPath, [script]] : ["npm", []];
  const result = spawnSync(command, [...before, ...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: ROOT,
    stdio: ["inherit", "inherit", "pipe"],
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const why = result.error?.message ?? (result.signal ? `stopped by ${result.signal}` : `code ${result.status}`);
  return { ok: result.status === 0, why, output: result.stderr ?? "" };
}

function install() {
  console.log("Installing packages (npm ci); the first time this takes a moment");
  let { ok, why, output } = npm(["ci"]);
  if (!ok && output.includes("EUSAGE")) {
    // The lockfile lacks an optional package for some platform. What it has is installed as it says all the same.
    ({ ok, why, output } = npm(["install", "--no-save"]));
  }
  if (ok) return;
  console.error(output.trim());
  fail(`Installing the packages failed (${why}); see above. Check the network and the disk, then run it again.`, 1);
}

async function main() {
  const [name = "", ...args] = process.argv.slice(2);
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (!program) fail(`Usage: node scripts/run.cjs <${Object.keys(PROGRAMS).join("|")}> [arguments]`, 2);
  requireNode();
  if (!isInstalled()) install();
  const target = path.join(ROOT, program);
  if (!existsSync(target)) {
    fail(`${program} is missing from this checkout. Get it back with \`git checkout ${program}\`.`, 1);
  }
  process.argv = [process.execPath, target, ...args];
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(target).href);
}

main().catch((error) => fail(error?.stack ?? String(error), 1));
