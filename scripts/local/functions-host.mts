// Run by Deno, not by Node: serves every edge function of supabase/functions in one process, each as hosted Supabase
// would run it alone. Arguments: the functions folder, then the functions' names. First line of output: the port.

interface FunctionModule {
  default?: { fetch?: (request: Request) => Response | Promise<Response> };
}

const [folder, ...names] = Deno.args;
const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
const failures = new Map<string, string>();

await Promise.all(names.map(async (name) => {
  try {
    const module = await import(new URL(`${name}/index.ts`, `file://${folder}/`).href) as FunctionModule;
    const handler = module.default?.fetch;
    if (typeof handler !== "function") throw new Error("index.ts must `export default { fetch }`");
    handlers.set(name, handler.bind(module.default));
  } catch (error) {
    failures.set(name, error instanceof Error ? error.message : String(error));
    console.error(`[${name}] does not start:`, error);
  }
}));

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
  const name = decodeURIComponent(new URL(request.url).pathname.split("/")[1] ?? "");
  const failure = failures.get(name);
  if (failure !== undefined) return answer(503, "BOOT_ERROR", `Function ${name} failed to start: ${failure}`);
  const handler = handlers.get(name);
  if (!handler) return answer(404, "NOT_FOUND", `Requested function was not found: ${name}`);
  try {
    return await handler(request);
  } catch (error) {
    console.error(`[${name}] raised:`, error);
    return answer(500, "WORKER_ERROR", `Function ${name} raised an error; functions.log has it.`);
  }
});
console.log(JSON.stringify({ port: server.addr.port, failures: Object.fromEntries(failures) }));

// An error outside a request must not end the others' work.
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.error("unhandled rejection:", event.reason);
});

// Our parent holds the other end of stdin: when it is gone, so are we.
for await (const _ of Deno.stdin.readable) { /* nothing is ever sent */ }
Deno.exit(0);

function answer(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status, headers: { "access-control-allow-origin": "*" } });
}
