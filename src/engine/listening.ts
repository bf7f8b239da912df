import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SettingsError } from "../domain/errors.ts";

/**
 * Has the server listen; resolves with its address, without a closing slash. Port 0 takes any free one. Throws a
 * `SettingsError` with the given code and remedy for a port that cannot be had.
 */
export function listening(
  http: Server,
  { port, host }: { readonly port: number; readonly host: string },
  { code, remedy }: { readonly code: string; readonly remedy: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException): void => {
      const why = cause.code === "EADDRINUSE" ? "is taken" : `cannot be used (${cause.code ?? cause.message})`;
      reject(new SettingsError(code, `Port ${port} ${why}.`, remedy, { cause }));
    };
    // Stays, as a connection that cannot be taken, for want of file handles, must not end the process.
    http.on("error", refuse);
    try {
      http.listen(port, host, () => resolve(urlOf(http.address() as AddressInfo)));
    } catch (cause) {
      // A number that is no port is thrown, not emitted.
      refuse(cause as NodeJS.ErrnoException);
    }
  });
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

/** Closes the server and every connection. One that does not listen is closed already. */
export function closed(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
