import { ConnectBlackHole } from "../../support/servers";
import { checkRows, type Row } from "./row";

const all = ["local", "cloud", "claude"] as const;
const cloudOnly = { local: false, cloud: true };
let hole: ConnectBlackHole | undefined;

const rows: Row[] = [
  {
    row: 3,
    title: "refused connection",
    on: all,
    arrange: (world, tier) => world.server(tier).stop(),
    kind: "refused",
    counts: true,
    retried: cloudOnly,
    movesOn: true,
  },
  {
    row: 3,
    title: "connection that never comes to be",
    on: all,
    kind: "connect_timeout",
    counts: true,
    retried: cloudOnly,
    movesOn: true,
    async arrange(world, tier) {
      hole = await ConnectBlackHole.start();
      const { url } = world.endpoint(tier);
      return { url: url.replace(String(world.server(tier).port), String(hole.port)) };
    },
    clean: async () => hole?.stop(),
  },
  {
    row: 7,
    title: "reset before the headers",
    on: all,
    fault: { kind: "reset" },
    kind: "reset",
    counts: true,
    retried: true,
    movesOn: true,
  },
  {
    row: 7,
    title: "end of connection before the headers",
    on: all,
    fault: { kind: "fin" },
    kind: "reset",
    counts: true,
    retried: true,
    movesOn: true,
  },
  {
    row: 8,
    title: "accepted and never answered",
    on: all,
    arrange: (world, tier) => void (world.server(tier).blackHole = true),
    kind: ["ttft_timeout", "load_timeout"],
    counts: true,
    retried: false,
    movesOn: true,
  },
  {
    row: 8,
    title: "hang before the headers",
    on: all,
    fault: { kind: "hang" },
    kind: "ttft_timeout",
    counts: true,
    retried: false,
    movesOn: true,
  },
  {
    row: 8,
    title: "hang after the headers",
    on: all,
    fault: { kind: "hang", at: "afterHeaders" },
    kind: "ttft_timeout",
    counts: true,
    retried: false,
    movesOn: true,
  },
  {
    row: 8,
    title: "a first token that comes too late",
    on: all,
    fault: { kind: "pace", firstTokenMs: 2_000 },
    kind: "ttft_timeout",
    counts: true,
    retried: false,
    movesOn: true,
  },
  {
    row: 8,
    title: "keep-alive comments, or pings, and no token",
    on: ["cloud", "claude"],
    fault: [
      { kind: "comments", everyMs: 20 },
      { kind: "pace", firstTokenMs: 5_000 },
    ],
    kind: "ttft_timeout",
    counts: true,
    retried: false,
    movesOn: true,
  },
  {
    row: 29,
    title: "bytes that are no HTTP",
    on: all,
    fault: { kind: "notHttp" },
    kind: ["not_an_api", "malformed"],
    counts: false,
    retried: false,
    movesOn: true,
  },
];

checkRows("faults of the connection", rows);
