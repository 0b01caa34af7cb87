using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Tells a client, before it sends anything, how each file should come.</summary>
internal static class Preupload
{
    /// <summary>Text above this does not travel inside a commit.</summary>
    private const long MostPlainBytes = 5 << 20;

    private static readonly HashSet<string> LargeExtensions = new(
        [
            ".7z", ".arrow", ".avro", ".bam", ".bin", ".bz2", ".ckpt", ".cram", ".ftz", ".gz", ".h5", ".h5ad", ".joblib", ".jpeg", ".jpg", ".lz4",
            ".mlmodel", ".model", ".msgpack", ".npy", ".npz", ".onnx", ".ot", ".parquet", ".pb", ".pdf", ".pickle", ".pkl", ".png", ".pt", ".pth",
            ".rar", ".safetensors", ".tar", ".tflite", ".tgz", ".tif", ".tiff", ".wasm", ".xz", ".zip", ".zst",
        ],
        StringComparer.OrdinalIgnoreCase);

    public sealed record Body(IReadOnlyList<FileToCome> Files, string? GitIgnore);

    /// <param name="Sample">The first bytes, base64.</param>
    public sealed record FileToCome(string Path, long Size, string? Sample);

    public static async Task<IResult> RunAsync(WireContext wire, ContentStore content, string type, string ns, string name, Body body)
    {
        var found = await wire.RepositoryAsync(Act.Write, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (PullRequests.Asked(wire.Http))
            return PullRequests.Refusal.ToProblem();
        var commit = await FindRevision.CommitAsync(wire.Db, found.Value, WireTarget.Rest(wire.Http, 5), wire.Stop);
        var revision = commit is null ? null : await wire.Db.Of<Revision>(found.Value).AsNoTracking().FirstAsync(row => row.Hash == commit.Revision, wire.Stop);
        if (body.Files.Count > 0 && await Quota.AskSizeAsync(wire.Db, content, found.Value.Owners, body.Files.Max(file => file.Size), @new: false, wire.Stop) is { } full)
            return full.ToProblem();
        var ignored = new GitIgnore(body.GitIgnore ?? "");
        var answers = new List<object>(body.Files.Count);
        foreach (var file in body.Files)
        {
            var known = revision is null ? null : await RevisionFiles.FindAsync(wire.Db, revision, file.Path, wire.Stop);
            if (known is not null && (await Damages.AmongAsync(wire.Db, [known.Hash], wire.Stop)).Count > 0)
                known = null;
            answers.Add(new
            {
                path = file.Path,
                uploadMode = IsLarge(file) ? "lfs" : "regular",
                shouldIgnore = ignored.Ignores(file.Path),
                oid = known is null ? null : known.Large ? known.Hash : (await ContentStore.FindAsync(wire.Db, known.Hash, wire.Stop))?.GitBlob,
            });
        }

        return TypedResults.Json(new { files = answers });
    }

    public static bool IsLarge(FileToCome file)
    {
        if (file.Size > MostPlainBytes || LargeExtensions.Contains(Path.GetExtension(file.Path)))
            return true;
        var bytes = new byte[file.Sample?.Length ?? 0];
        if (!Convert.TryFromBase64String(file.Sample ?? "", bytes, out var length))
            return true;
        var sample = bytes.AsSpan(0, length);
        return sample.Contains((byte)0) || !IsText(sample, cut: length < file.Size);
    }

    // A sample may end within a letter; the last three bytes then say nothing.
    private static bool IsText(ReadOnlySpan<byte> sample, bool cut)
    {
        while (!sample.IsEmpty)
        {
            var status = System.Text.Rune.DecodeFromUtf8(sample, out _, out var length);
            if (status == OperationStatus.NeedMoreData && cut)
                return true;
            if (status != OperationStatus.Done)
                return false;
            sample = sample[length..];
        }

        return true;
    }
}
