namespace Tsumugi.Merging.Running;

/// <summary>What a merge may use; none of it changes the tensors' bits.</summary>
public sealed record MergeOptions
{
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>For the pieces of tensors in memory, all threads together. Counting and ranking take up to some 30 MB for each model beside it.</summary>
    public long MemoryBytes { get; init; } = 256L << 20;

    /// <summary>A file is closed when the next tensor would make it longer, as Hugging Face's libraries do.</summary>
    public long ShardBytes { get; init; } = 5_000_000_000;
}

/// <summary>Told while a merge runs, by one thread at a time.</summary>
/// <param name="DoneBytes">Of the output's tensors.</param>
public sealed record MergeProgress(long DoneBytes, long TotalBytes, string Tensor);
