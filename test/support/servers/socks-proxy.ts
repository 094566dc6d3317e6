import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** How a {@link SocksProxy} behaves. */
export interface SocksOptions {
  /** Wanted of whoever comes; undefined: nobody has to say who he is. */
  user?: { name: string; password: string };
  /** The reply's code instead of a connection: RFC 1928 for version 5, 91 and above for version 4. */
  reply?: number;
  /** It takes connections and says nothing. */
  silent?: boolean;
}

/** A SOCKS proxy (RFC 1928, RFC 1929, SOCKS 4 and 4a) that leads every name to this machine, and keeps what it was asked for. */
export class SocksProxy {
  readonly asked: { version: 4 | 5; host: string; port: number }[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #options: SocksOptions;
  readonly #server: Server;

  private constructor(options: SocksOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#keep(socket);
      if (options.silent) socket.resume();
      else void this.#serve(socket).catch(() => socket.destroy());
    });
  }

  static async start(options: SocksOptions = {}): Promise<SocksProxy> {
    const proxy = new SocksProxy(options);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** `host:port` */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
  }

  async #serve(socket: Socket): Promise<void> {
    const read = reader(socket);
    const [version] = await read(1);
    if (version === 4) await this.#serveFour(socket, read);
    else await this.#serveFive(socket, read);
  }

  async #serveFour(socket: Socket, read: Read): Promise<void> {
    const head = await read(7);
    await readText(read);
    const port = head.readUInt16BE(1);
    const numbers = [...head.subarray(3, 7)];
    const named = numbers[0] === 0 && numbers[1] === 0 && numbers[2] === 0;
    this.asked.push({ version: 4, host: named ? await readText(read) : numbers.join("."), port });
    const code = this.#options.reply ?? 90;
    this.#answer(socket, Buffer.from([0, code, 0, 0, 0, 0, 0, 0]), code === 90, port);
  }

  async #serveFive(socket: Socket, read: Read): Promise<void> {
    const { user, reply = 0 } = this.#options;
    const [count = 0] = await read(1);
    const ways = await read(count);
    const way = user ? 2 : 0;
    socket.write(Buffer.from([5, ways.includes(way) ? way : 0xff]));
    if (!ways.includes(way)) return void socket.end();
    if (user) {
      await read(1);
      const name = await readCounted(read);
      const welcome = name === user.name && (await readCounted(read)) === user.password;
      socket.write(Buffer.from([1, welcome ? 0 : 1]));
      if (!welcome) return void socket.end();
    }
    const [, , , kind] = await read(4);
    const host =
      kind === 3
        ? await readCounted(read)
        : kind === 1
          ? [...(await read(4))].join(".")
          : (await read(16)).toString("hex");
    const port = (await read(2)).readUInt16BE(0);
    this.asked.push({ version: 5, host, port });
    this.#answer(socket, Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]), reply === 0, port);
  }

  #answer(socket: Socket, words: Buffer, granted: boolean, port: number): void {
    if (!granted) return void socket.end(words);
    const upstream = connect(port, "127.0.0.1", () => {
      socket.write(words);
      socket.pipe(upstream).pipe(socket);
      socket.resume();
    });
    this.#keep(upstream);
    upstream.on("close", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
  }
}

type Read = (bytes: number) => Promise<Buffer>;

/** Reads so many bytes, when they are there. */
function reader(socket: Socket): Read {
  return async (bytes) => {
    for (;;) {
      const got = socket.read(bytes) as Buffer | null;
      if (got) return got;
      if (bytes === 0) return Buffer.alloc(0);
      await once(socket, "readable");
    }
  };
}

async function readText(read: Read): Promise<string> {
  let text = "";
  for (let byte = (await read(1))[0]; byte; byte = (await read(1))[0]) text += String.fromCharCode(byte);
  return text;
}

async function readCounted(read: Read): Promise<string> {
  const [length = 0] = await read(1);
  return (await read(length)).toString();
}
