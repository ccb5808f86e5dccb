import assert from "node:assert/strict";
import { serveRaw } from "../testing.ts";
import { certificateEnd } from "./certificate.ts";

/** A server with a certificate of its own making that ends in so many days. */
async function serveTls(days: number) {
  const folder = await Deno.makeTempDir();
  const [keyFile, certFile] = [`${folder}/key.pem`, `${folder}/cert.pem`];
  const { success, stderr } = await new Deno.Command("openssl", {
    args: [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost",
    ]
      .concat("-days", String(days), "-keyout", keyFile, "-out", certFile),
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const [key, cert] = [await Deno.readTextFile(keyFile), await Deno.readTextFile(certFile)];
  await Deno.remove(folder, { recursive: true });
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", key, cert, onListen: () => {} },
    () => new Response("ok"),
  );
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("the end of a certificate is read, also of one that is not trusted", async () => {
  await using server = await serveTls(10);
  const end = await certificateEnd("localhost", server.port, AbortSignal.timeout(60_000));
  const daysLeft = ((end?.getTime() ?? 0) - Date.now()) / 86_400_000;
  assert.ok(daysLeft > 9.99 && daysLeft <= 10, String(daysLeft));
});

Deno.test("without TLS, and when nobody waits any more, there is none", async () => {
  await using resets = serveRaw((connection) => connection.close());
  await assert.rejects(certificateEnd("127.0.0.1", Number(new URL(resets.url).port), new AbortController().signal));
  await using silent = serveRaw(() => {});
  await assert.rejects(
    certificateEnd("127.0.0.1", Number(new URL(silent.url).port), AbortSignal.timeout(200)),
    /aborted/,
  );
});
