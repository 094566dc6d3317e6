/** SOCKS 4, 4a and 5. A chunk of its own in the bundle: hardly anybody needs it. */
export { SocksClient } from "socks";
