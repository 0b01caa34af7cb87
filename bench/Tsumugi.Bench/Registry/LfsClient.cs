using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tsumugi.Bench.Registry;

/// <summary>Uploads as Hugging Face's clients do without Xet: batch, bytes in parts, commit.</summary>
internal static class LfsClient
{
    private static readonly string[] Transfers = ["basic", "multipart"];

    /// <returns>Whether any bytes had to be sent.</returns>
    public static Task<bool> UploadAsync(HubServer hub, string name, string path, string file, string sha256, CancellationToken ct) => UploadAsync(
        hub, name, path, start => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0) { Position = start }, new FileInfo(file).Length, sha256, ct);

    /// <param name="open">The bytes from a place on.</param>
    /// <returns>Whether any bytes had to be sent.</returns>
    public static async Task<bool> UploadAsync(HubServer hub, string name, string path, Func<long, Stream> open, long size, string sha256, CancellationToken ct)
    {
        var batch = await hub.PostAsync(
            $"/{HubServer.Institution}/{name}.git/info/lfs/objects/batch",
            new { operation = "upload", transfers = Transfers, objects = new[] { new { oid = sha256, size } }, hash_algo = "sha256" }, ct);
        var upload = batch["objects"]![0]!["actions"]?["upload"];
        if (upload is not null)
            await SendAsync(hub, upload, open, size, sha256, ct);
        await hub.CommitAsync(
            name, [JsonSerializer.Serialize(new { key = "lfsFile", value = new { path, algo = "sha256", oid = sha256, size } })], ct);
        return upload is not null;
    }

    private static async Task SendAsync(HubServer hub, JsonNode upload, Func<long, Stream> open, long size, string sha256, CancellationToken ct)
    {
        if (upload["header"]?["chunk_size"] is not { } part)
        {
            await PutAsync(hub, (string)upload["href"]!, open, 0, size, ct);
            return;
        }

        var length = long.Parse((string)part!, CultureInfo.InvariantCulture);
        var number = 0;
        var done = new List<object>();
        foreach (var (_, address) in upload["header"]!.AsObject().Where(pair => pair.Key.All(char.IsAsciiDigit)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            await PutAsync(hub, (string)address!, open, number * length, Math.Min(length, size - (number * length)), ct);
            done.Add(new { partNumber = ++number, etag = "" });
        }

        await hub.PostAsync((string)upload["href"]!, new { oid = sha256, parts = done }, ct);
    }

    private static async Task PutAsync(HubServer hub, string address, Func<long, Stream> open, long start, long length, CancellationToken ct)
    {
        await using var source = open(start);
        using var body = new StreamContent(new Limited(source, length), 1 << 20);
        body.Headers.ContentLength = length;
        using var answer = await hub.Http.PutAsync(address, body, ct);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(ct));
    }

    /// <summary>Some bytes of a stream.</summary>
    private sealed class Limited(Stream source, long length) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await source.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _read)], cancellationToken);
            _read += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
