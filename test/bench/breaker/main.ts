import { failingPath, refusedPath, successPath } from "./speed";
console.log(await successPath());
console.log(await refusedPath());
console.log(await failingPath());
