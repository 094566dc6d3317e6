import { checkRows, type Row } from "./row";
import { both, cloud, elsewhere } from "./status-rows";

const rows: Row[] = [
  {
    row: 28,
    title: "a web page with status 200",
    on: both,
    fault: { kind: "html" },
    kind: "not_an_api",
    ...elsewhere,
  },
  {
    row: 28,
    title: "511 network authentication",
    on: cloud,
    fault: { kind: "html", status: 511 },
    kind: "not_an_api",
    ...elsewhere,
  },
  {
    row: 28,
    title: "a redirect to another host",
    on: both,
    fault: { kind: "redirect", location: "http://login.example.test/" },
    kind: "not_an_api",
    ...elsewhere,
  },
];

checkRows("answers of something that is no API", rows);
