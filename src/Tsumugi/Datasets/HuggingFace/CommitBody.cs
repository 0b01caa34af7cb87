using System.Buffers;
using System.Text.Json;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Checks.Paths;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Reads a commit line by line: each line is one JSON object, and only one is in memory at a time.</summary>
internal sealed class CommitBody(ContentBatch batch)
{
    private const int MostLineBytes = 64 << 20;

    private readonly List<FileOperation> _operations = [];
    private readonly List<(string Path, string Oid)> _large = [];

    public string Title { get; private set; } = "";

    public string Message { get; private set; } = "";

    public string? Parent { get; private set; }

    public List<string> Brought { get; } = [];

    /// <summary>The readme as it came with this commit; null when it did not.</summary>
    public byte[]? Card { get; private set; }

    public IReadOnlyList<FileOperation> Operations => _operations;

    /// <summary>Where sizes of large files are still to be filled in: path and hash.</summary>
    public IReadOnlyList<(string Path, string Oid)> Large => _large;

    public async Task<Refusal?> ReadAsync(Stream body, CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            var (filled, number, searched) = (0, 0, 0);
            while (true)
            {
                var end = buffer.AsSpan(searched, filled - searched).IndexOf((byte)'\n');
                if (end >= 0)
                {
                    end += searched;
                    number++;
                    if (await TakeAsync(buffer.AsMemory(0, end), number, stop) is { } refusal)
                        return refusal;
                    buffer.AsSpan(end + 1, filled - end - 1).CopyTo(buffer);
                    (filled, searched) = (filled - end - 1, 0);
                    continue;
                }

                searched = filled;
                if (filled == buffer.Length && !Grow(ref buffer))
                    return BadLine(number + 1, new($"行が {MostLineBytes >> 20} MiB を超えています", $"it is longer than {MostLineBytes >> 20} MiB"));
                var read = await body.ReadAsync(buffer.AsMemory(filled), stop);
                if (read == 0)
                    return await TakeAsync(buffer.AsMemory(0, filled), number + 1, stop);
                filled += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool Grow(ref byte[] buffer)
    {
        if (buffer.Length >= MostLineBytes)
            return false;
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        return true;
    }

    private async Task<Refusal?> TakeAsync(ReadOnlyMemory<byte> line, int number, CancellationToken stop)
    {
        if (line.Span.Trim(" \r\t"u8).IsEmpty)
            return null;
        if (_operations.Count + _large.Count > CommitFiles.MostOperations)
            return CommitFiles.Decide([], new FileOperation[CommitFiles.MostOperations + 1]).Refusal;
        try
        {
            using var json = JsonDocument.Parse(line);
            var value = json.RootElement.GetProperty("value");
            switch (json.RootElement.GetProperty("key").GetString())
            {
                case "header":
                    (Title, Message, Parent) = (Text(value, "summary") ?? "", Text(value, "description") ?? "", Text(value, "parentCommit"));
                    return null;
                case "file":
                    return await TakeFileAsync(value, number, stop);
                case "lfsFile":
                    _large.Add((Needed(value, "path"), Needed(value, "oid")));
                    return null;
                case "deletedFile":
                    _operations.Add(new FileOperation.Delete(Needed(value, "path")));
                    return null;
                case "deletedFolder" or "deletedEntry":
                    _operations.Add(new FileOperation.DeleteFolder(Needed(value, "path")));
                    return null;
                case var other:
                    return BadLine(number, new($"「{other}」という操作はありません", $"the operation '{other}' is not known"));
            }
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return BadLine(number, Words.Same(error.Message));
        }
    }

    private async Task<Refusal?> TakeFileAsync(JsonElement value, int number, CancellationToken stop)
    {
        var path = Needed(value, "path");
        if (RepositoryPath.Check(path) is [var fault, ..])
            return CommitFiles.BadPath(fault);
        var bytes = Text(value, "encoding") == "base64" ? value.GetProperty("content").GetBytesFromBase64() : System.Text.Encoding.UTF8.GetBytes(Needed(value, "content"));
        var stored = await batch.AddAsync(bytes, stop);
        Brought.Add(stored.Hash);
        _operations.Add(new FileOperation.Put(new(path, stored.Hash, stored.Size, Large: false)));
        if (path == ModelCard.FileName)
            Card = bytes;
        return null;
    }

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    private static string Needed(JsonElement value, string name) => value.GetProperty(name).GetString() ?? throw new FormatException($"{name} is missing");

    private static Refusal BadLine(int number, Words fault) => Refusal.Invalid(
        "bad-commit",
        new($"コミットの {number} 行目を読めません：{fault.Ja}。", $"Line {number} of the commit cannot be read: {fault.En}."),
        new("クライアントの版を確かめてください。", "Check the client's version."));
}
