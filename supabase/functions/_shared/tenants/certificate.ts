import { isIP } from "node:net";
import tls from "node:tls";

/** When the certificate of a server ends; null where this runtime cannot read certificates. Rejects when there is none. */
export type CertificateEnd = (
  hostname: string,
  port: number,
  signal: AbortSignal,
) => Promise<Date | null>;

/**
 * Reads the certificate in a handshake of its own: fetch shows none. Nothing is sent and nothing is trusted, so that the end
 * of one that is not trusted is known as well. Not every edge runtime has getPeerCertificate: there the answer is null.
 */
export const certificateEnd: CertificateEnd = (hostname, port, signal) =>
  new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, "");
    const name = isIP(host) ? {} : { servername: host };
    const socket = tls.connect({ host, port, rejectUnauthorized: false, ...name });
    const abort = () => socket.destroy(new Error("aborted"));
    signal.addEventListener("abort", abort, { once: true });
    socket.once("secureConnect", () => {
      const end = Date.parse(socket.getPeerCertificate?.()?.valid_to ?? "");
      resolve(Number.isNaN(end) ? null : new Date(end));
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      signal.removeEventListener("abort", abort);
      reject(new Error("closed"));
    });
  });
