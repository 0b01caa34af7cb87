using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Planning;

namespace Tsumugi.Merging.Running;

/// <summary>Carries out a plan: streams tensors into files beside the output's place, which appear there all together or not at all.</summary>
public sealed class Merger
{
    /// <summary>A tensor of fewer elements is left to one thread, and the others do its neighbours.</summary>
    private const long Small = 1 << 18;

    /// <summary>After so many bytes they are sent on to the disk, so that the end has little left to wait for.</summary>
    private const long FlushBytes = 256L << 20;

    private readonly MergePlan _plan;
    private readonly MergeOptions _options;
    private readonly Action<MergeProgress> _told;
    private readonly IReadOnlyList<Shard> _shards;
    private readonly Dictionary<string, Shard> _places;
    private readonly MergeJournal _journal;
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private readonly long _total;
    private long _done;

    private Merger(MergePlan plan, MergeOptions options, string work, Action<MergeProgress> told)
    {
        (_plan, _options, _told) = (plan, options, told);
        _journal = MergeJournal.Open(work, Identity(plan, options));
        _shards = Shard.Open(work, plan.Tensors, options.ShardBytes);
        _places = _shards.SelectMany(shard => shard.Tensors.Select(tensor => (tensor, shard))).ToDictionary(pair => pair.tensor, pair => pair.shard, StringComparer.Ordinal);
        _total = plan.Tensors.Sum(Bytes);
    }

    /// <param name="work">A folder on the output's disk; a run that was interrupted goes on from what it left there.</param>
    /// <param name="output">Must not be there, or be empty.</param>
    /// <returns>What was made, as <c>merge.json</c> says it.</returns>
    /// <exception cref="UnmergeableTensorException">A tensor's numbers do not allow it.</exception>
    /// <exception cref="IOException">The output's place is taken, or the disk is full.</exception>
    public static async Task<MergeRecord> RunAsync(MergePlan plan, MergeOptions options, string work, string output, Action<MergeProgress> told, CancellationToken stop)
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            throw new IOException($"The folder {output} is not empty; name another, or empty it.");
        var merger = new Merger(plan, options, work, told);
        MergeRecord record;
        try
        {
            await merger.RunAsync(stop);
            record = merger.Record();
            OutputFiles.Write(plan, record, work);
        }
        finally
        {
            merger.Close();
        }

        MergeJournal.Remove(work);
        if (Directory.Exists(output))
            Directory.Delete(output);
        Directory.Move(work, output);
        return record;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var finished = Channel.CreateUnbounded<PlannedTensor>(new() { SingleReader = true });
        var writing = Task.Run(async () =>
        {
            try
            {
                await FinishAsync(finished.Reader, failing.Token);
            }
            catch
            {
                await failing.CancelAsync();
                throw;
            }
        }, CancellationToken.None);
        try
        {
            await Task.Run(() => MergeAll(finished.Writer, failing.Token), CancellationToken.None);
            finished.Writer.Complete();
        }
        catch (Exception error)
        {
            await failing.CancelAsync();
            finished.Writer.Complete();
            await Task.WhenAny(writing);

            // Where finishing failed first, merging was only stopped by it.
            if (writing.IsFaulted)
                await writing;
            throw error is AggregateException { InnerExceptions: [var only, ..] } ? only : error;
        }

        await writing;
        foreach (var shard in _shards)
            shard.Flush();
    }

    private void MergeAll(ChannelWriter<PlannedTensor> finished, CancellationToken stop)
    {
        var few = new List<PlannedTensor>();
        foreach (var tensor in _plan.Tensors.Where(tensor => !IsThere(tensor, finished, stop)))
        {
            if (tensor.Count < Small && few.Count < 1024)
            {
                few.Add(tensor);
                continue;
            }

            MergeFew(few, finished, stop);
            MergeOne(tensor, _options.Threads, finished, stop);
        }

        MergeFew(few, finished, stop);
    }

    private void MergeFew(List<PlannedTensor> few, ChannelWriter<PlannedTensor> finished, CancellationToken stop)
    {
        Parallel.ForEach(few, new() { MaxDegreeOfParallelism = _options.Threads, CancellationToken = stop }, tensor => MergeOne(tensor, 1, finished, stop));
        few.Clear();
    }

    private void MergeOne(PlannedTensor tensor, int threads, ChannelWriter<PlannedTensor> finished, CancellationToken stop)
    {
        var shard = _places[tensor.Name];
        try
        {
            new TensorRunner(tensor, _options, threads, (offset, bytes) => shard.Write(tensor.Name, offset, bytes), stop).Run();
        }
        catch (AggregateException error) when (error.InnerExceptions.Count > 0)
        {
            throw error.InnerExceptions[0];
        }

        finished.TryWrite(tensor);
    }

    /// <summary>Whether an earlier run left the tensor whole.</summary>
    private bool IsThere(PlannedTensor tensor, ChannelWriter<PlannedTensor> finished, CancellationToken stop) =>
        _journal.Found.TryGetValue(tensor.Name, out var hash) && _places[tensor.Name].Hash(tensor.Name, stop) == hash && finished.TryWrite(tensor);

    /// <summary>Hashes what was written while the next tensor is merged, and sends it on to the disk.</summary>
    private async Task FinishAsync(ChannelReader<PlannedTensor> finished, CancellationToken stop)
    {
        var (unflushed, flushing) = (0L, Task.CompletedTask);
        await foreach (var tensor in finished.ReadAllAsync(stop))
        {
            var shard = _places[tensor.Name];
            var hash = shard.Hash(tensor.Name, stop);
            _hashes[tensor.Name] = hash;
            if (_journal.Found.GetValueOrDefault(tensor.Name) != hash)
                _journal.Add(tensor.Name, hash);
            _done += Bytes(tensor);
            unflushed += Bytes(tensor);
            _told(new(_done, _total, tensor.Name));
            if (unflushed < FlushBytes || !flushing.IsCompleted)
                continue;
            await flushing;
            (unflushed, flushing) = (0, Task.Run(shard.Flush, CancellationToken.None));
        }

        await flushing;
    }

    private MergeRecord Record() => new()
    {
        Configuration = _plan.Configuration.Text,
        Method = _plan.Configuration.Method,
        Seed = _plan.Seed,
        ShardBytes = _options.ShardBytes,
        Inputs = _plan.Models.ToDictionary(model => model.Name, model => model.Identity),
        Notes = _plan.Notes,
        Tensors = [.. _plan.Tensors.Select(tensor => new MergedTensor(tensor.Name, tensor.Type.ToString(), tensor.Shape, _places[tensor.Name].Name, _hashes[tensor.Name]))],
    };

    private void Close()
    {
        foreach (var shard in _shards)
            shard.Dispose();
        _journal.Dispose();
    }

    private static long Bytes(PlannedTensor tensor) => tensor.Type.ByteLength(tensor.Count)!.Value;

    private static string Identity(MergePlan plan, MergeOptions options)
    {
        var text = $"{MergeRecord.Arithmetic} {plan.Seed} {options.ShardBytes}\n{plan.Configuration.Text}\n{string.Join('\n', plan.Models.Select(model => $"{model.Name} {model.Identity}"))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
