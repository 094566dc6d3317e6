// @ts-check
import { fileURLToPath } from "node:url";

/** The project's top folder, absolute. */
export const projectRoot = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/**
 * An absolute path inside the project.
 * @param {...string} parts
 */
export const projectPath = (...parts) => [projectRoot, ...parts].join("/");
