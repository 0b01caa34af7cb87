using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using Tsumugi.Formats;
using Tsumugi.Merging;
using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Planning;
using Tsumugi.Merging.Running;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <param name="Differing">Tensors whose bits differ, and files that are not as they were made.</param>
internal sealed record Verification(string Model, string Revision, int Tensors, IReadOnlyList<string> Differing);

/// <summary>Merges once more what a revision's record names, on this machine, and compares the bits.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Id = new("model") { Description = "institution/name, with @REVISION for another than the newest / @版 で版を指定" };

    private static readonly Option<DirectoryInfo?> Folder = new("--folder") { Description = "For the models that are downloaded; a temporary one when absent / ダウンロード先" };

    public static Command Make()
    {
        var command = new Command("verify", "Make a merged model again from its sources and compare the bits / 統合をやり直してビットを比べる") { Id, Folder };
        command.Runs(VerifyAsync, Show, answer => answer.Differing.Count == 0);
        return command;
    }

    private static async Task<Verification> VerifyAsync(HubClient hub, ParseResult parsed, CancellationToken stop)
    {
        var (id, wanted) = parsed.GetValue(Id)!.Split('@', 2) is [var name, var hash] ? (name, hash) : (parsed.GetValue(Id)!, "");
        var revision = await FindAsync(hub, id, wanted, stop);
        var folder = parsed.GetValue(Folder)?.FullName;
        var root = folder ?? Directory.CreateTempSubdirectory("tsumugi-verify-").FullName;
        try
        {
            return await CompareAsync(hub, id, revision, root, stop);
        }
        catch (Exception error) when (error is InvalidFileException or InvalidConfigurationException or MergeConflictException or UnmergeableTensorException or JsonException)
        {
            throw new IOException(error.Message, error);
        }
        finally
        {
            if (folder is null)
                Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<Verification> CompareAsync(HubClient hub, string id, RevisionView revision, string root, CancellationToken stop)
    {
        var published = revision.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        if (!published.ContainsKey(MergeRecord.FileName))
            throw new IOException(T($"{id} は統合されたモデルではありません（{MergeRecord.FileName} がありません）。", $"{id} is not a merged model: it has no {MergeRecord.FileName}."));
        var record = MergeRecord.Parse(await File.ReadAllTextAsync(await DownloadAsync(hub, id, revision, MergeRecord.FileName, Path.Combine(root, "made"), stop), stop));
        if (record.Version != MergeRecord.Arithmetic)
            throw new IOException(T($"この記録は計算規則 {record.Version} のもので、このコマンドは {MergeRecord.Arithmetic} です。", $"The record was made by arithmetic {record.Version}; this command has {MergeRecord.Arithmetic}."));
        var models = new Dictionary<string, InputModel>(StringComparer.Ordinal);
        try
        {
            foreach (var (name, node) in record.Inputs)
            {
                var inputs = new Dictionary<string, (string, IReadOnlyDictionary<string, string>)>(StringComparer.Ordinal);
                foreach (var (input, of) in name.Split(MergeConfiguration.Onto).Zip(node.Split(MergeConfiguration.Onto)))
                    inputs[input] = (of, await InputAsync(hub, of, Path.Combine(root, $"input-{models.Count}-{inputs.Count}"), stop));
                models[name] = InputModel.Open(name, input => inputs[input]);
            }

            var plan = MergePlanner.Plan(ConfigurationReader.Read(record.Configuration), models, record.Seed);
            var output = Path.Combine(root, "output");
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
            var again = await Merger.RunAsync(plan, new() { ShardBytes = record.ShardBytes }, Path.Combine(root, "work"), output, _ => { }, stop);
            return new(id, revision.Hash, record.Tensors.Count, [.. Differing(record, again), .. await FilesAsync(published, output, stop)]);
        }
        finally
        {
            foreach (var model in models.Values)
                model.Dispose();
        }
    }

    private static IEnumerable<string> Differing(MergeRecord record, MergeRecord again)
    {
        var hashes = again.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Sha256, StringComparer.Ordinal);
        return record.Tensors.Where(tensor => hashes.GetValueOrDefault(tensor.Name) != tensor.Sha256).Select(tensor => tensor.Name);
    }

    /// <summary>Files that the revision holds with other bytes than they have when they are made again.</summary>
    private static async Task<IReadOnlyList<string>> FilesAsync(Dictionary<string, FileView> published, string output, CancellationToken stop)
    {
        var differing = new List<string>();
        foreach (var path in Directory.EnumerateFiles(output).Order(StringComparer.Ordinal))
        {
            await using var file = File.OpenRead(path);
            if (published.GetValueOrDefault(Path.GetFileName(path))?.Sha256 != Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop)))
                differing.Add(Path.GetFileName(path));
        }

        return differing;
    }

    /// <param name="node"><c>model:institution/name@revision</c></param>
    private static async Task<IReadOnlyDictionary<string, string>> InputAsync(HubClient hub, string node, string folder, CancellationToken stop)
    {
        if (node.Split(':', 2) is not ["model", var rest] || rest.Split('@', 2) is not [var id, var hash])
            throw new IOException(T($"記録にある入力 {node} はハブのモデルではありません。", $"The record's input {node} is no model of a hub."));
        var revision = await FindAsync(hub, id, hash, stop);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in revision.Files)
            files[file.Path] = await DownloadAsync(hub, id, revision, file.Path, folder, stop);
        return files;
    }

    private static async Task<RevisionView> FindAsync(HubClient hub, string id, string wanted, CancellationToken stop) =>
        (await hub.ModelAsync(id, stop)).Revisions.FirstOrDefault(candidate => candidate.Hash.StartsWith(wanted, StringComparison.Ordinal))
        ?? throw new IOException(T($"{id} に版 {wanted} はありません。", $"{id} has no revision {wanted}."));

    private static async Task<string> DownloadAsync(HubClient hub, string id, RevisionView revision, string path, string folder, CancellationToken stop)
    {
        var target = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await using var destination = File.Create(target);
        await hub.DownloadAsync("model", id, revision.Hash, path, destination, stop);
        return target;
    }

    private static void Show(Verification answer)
    {
        Console.WriteLine(answer.Differing.Count == 0
            ? T($"{answer.Model}@{answer.Revision[..8]}：{answer.Tensors} 個のテンソルと全ファイルが、やり直した統合とビットまで一致しました。", $"{answer.Model}@{answer.Revision[..8]}: {answer.Tensors} tensors and all files are, bit for bit, what the merge gives again.")
            : T($"{answer.Model}@{answer.Revision[..8]}：一致しないもの", $"{answer.Model}@{answer.Revision[..8]} differs in"));
        foreach (var name in answer.Differing)
            Console.WriteLine($"  {name}");
    }
}
