// An S3 server on loopback with one empty bucket; says its address, and ends when its standard input does.
import S3rver from "s3rver";

const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory: process.env.FOLDER,
  configureBuckets: [{ name: process.env.BUCKET }],
});
const { port } = await server.run();
console.log(`http://127.0.0.1:${port}`);
process.stdin.on("end", () => process.exit(0)).resume();
