using Microsoft.Extensions.Caching.Memory;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Formats;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Tensors;

/// <summary>What tensors a revision has, from the headers of its files; the numbers of one of them on demand.</summary>
public sealed class ReadTensors(ContentStore content, IMemoryCache cache)
{
    /// <summary>Files whose headers are read for one answer; the largest open models have fewer.</summary>
    public const int MostFiles = 500;

    private const string Ending = ".safetensors";
    private const long MostStatisticsBytes = 256L << 20;
    private const int Bins = 32;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    /// <summary>Reading numbers takes a processor; pages must go on.</summary>
    private static readonly SemaphoreSlim Turns = new(2);

    /// <summary>Whether a name is one of a file or an index that is read here.</summary>
    public static bool Reads(string path) =>
        path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) || path.EndsWith(TensorIndex.Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whoever calls has found the repository through the gate, for using it. What is held back from the caller is left out.</summary>
    public async Task<TensorsView> ListAsync(HubDb db, Caller caller, Repository repository, Revision revision, CancellationToken stop)
    {
        var named = (await RevisionFiles.AllAsync(db, revision, stop)).Where(file => Reads(file.Path)).Take(MostFiles).ToList();
        var held = await HeldContents.AmongAsync(db, caller, repository, [.. named.Select(file => file.Hash)], stop);
        var files = new List<TensorFileView>();
        foreach (var file in named.Where(file => !held.Contains(file.Hash) && file.Path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase)))
            files.Add(await FileAsync(file, stop));
        var indexes = new List<TensorIndexView>();
        foreach (var file in named.Where(file => !held.Contains(file.Hash) && file.Path.EndsWith(TensorIndex.Ending, StringComparison.OrdinalIgnoreCase)))
            indexes.Add(await IndexAsync(file, files, stop));
        return new(revision.Node.ToString(), files, indexes, files.Sum(file => file.Parameters), files.Sum(file => file.Bytes));
    }

    public async Task<Outcome<TensorStatisticsView>> StatisticsAsync(
        HubDb db, Caller caller, Repository repository, Revision revision, string path, string tensor, CancellationToken stop)
    {
        var file = path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? await RevisionFiles.FindAsync(db, revision, path, stop) : null;
        if (file is null)
            return CommitFiles.NoEntry(path);
        if (await HeldContents.AskAsync(db, caller, repository, file.Hash, stop) is { } held)
            return held;
        var view = await FileAsync(file, stop);
        if (view.Tensors.FirstOrDefault(one => one.Name == tensor) is not { } found)
            return NoTensor(path, tensor);
        if (cache.TryGetValue((nameof(TensorStatisticsView), file.Hash, tensor), out TensorStatistics? known))
            return View(path, found, known!);
        if (!await Turns.WaitAsync(TimeSpan.FromSeconds(5), stop))
            return Busy;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(MostTime);
            await using var stream = await content.OpenAsync(file.Hash, stop);
            var made = await Task.Run(() => Count(stream, path, tensor, limit.Token), stop);
            cache.Set((nameof(TensorStatisticsView), file.Hash, tensor), made, new MemoryCacheEntryOptions { Size = 1024, SlidingExpiration = Kept });
            return View(path, found, made);
        }
        catch (NotSupportedException)
        {
            return NotNumbers(found);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Busy;
        }
        finally
        {
            Turns.Release();
        }
    }

    private static TensorStatistics Count(Stream stream, string path, string tensor, CancellationToken stop)
    {
        var contents = SafetensorsContents.Read(path, stream);
        return TensorStatistics.Of(stream, contents.DataStart, contents.Tensors.First(one => one.Name == tensor), MostStatisticsBytes, Bins, stop);
    }

    private static TensorStatisticsView View(string path, TensorView tensor, TensorStatistics numbers) => new(
        path, tensor, numbers.Counted, numbers.Counted < tensor.Elements, numbers.NotNumbers, numbers.Infinite, numbers.Zeros,
        numbers.Minimum, numbers.Maximum, numbers.Mean, numbers.Deviation, numbers.Histogram);

    private async Task<TensorFileView> FileAsync(RevisionFile file, CancellationToken stop) => (await cache.GetOrCreateAsync((nameof(TensorFileView), file.Hash), async entry =>
    {
        var view = await ReadAsync(file, stop);
        (entry.Size, entry.SlidingExpiration) = (200 + (view.Tensors.Count * 250L), Kept);
        return view;
    }))! with
    { Path = file.Path };

    private async Task<TensorFileView> ReadAsync(RevisionFile file, CancellationToken stop)
    {
        await using var stream = await content.OpenAsync(file.Hash, stop);
        try
        {
            var read = await Task.Run(() => SafetensorsContents.Read(file.Path, stream), stop);
            return new(
                file.Path, file.Size, (long)read.Parameters, file.Size - read.DataStart, read.Metadata,
                [.. read.Tensors.Select(tensor => new TensorView(tensor.Name, tensor.Type.ToString(), tensor.Shape, tensor.ElementCount, tensor.ByteLength))], null);
        }
        catch (InvalidFileException broken)
        {
            return new(file.Path, file.Size, 0, 0, new Dictionary<string, string>(), [], broken.Message);
        }
    }

    private async Task<TensorIndexView> IndexAsync(RevisionFile file, IReadOnlyList<TensorFileView> files, CancellationToken stop)
    {
        if (file.Size > TensorIndex.MostBytes)
            return new(file.Path, 0, 0, [], $"{file.Size} > {TensorIndex.MostBytes}");
        await using var stream = await content.OpenAsync(file.Hash, stop);
        var bytes = new byte[file.Size];
        await stream.ReadExactlyAsync(bytes, stop);
        return TensorIndex.Compare(file.Path, bytes, files);
    }

    private static Refusal NoTensor(string path, string tensor) => Refusal.NotFound(
        new($"{path} にテンソル「{tensor}」がありません。", $"{path} has no tensor '{tensor}'."),
        new("一覧にある名前を指定してください。", "Choose a name from the list."));

    private static Refusal NotNumbers(TensorView tensor) => new(
        "not-numbers", 422,
        new($"{tensor.Type} 型の分布は計算できません。", $"The distribution of {tensor.Type} is not computed."),
        new("実数または整数の型のテンソルを選んでください。", "Choose a tensor of real or whole numbers."));

    private static Refusal Busy { get; } = new(
        "busy", 503,
        new("ほかの計算が続いているため、時間内に終わりませんでした。", "Others are being computed; this one did not end in time."),
        new("少し待ってから、もう一度開いてください。", "Wait a little and open it again."));
}
