using Tsumugi.Formats.Xet;

namespace Tsumugi.Hub.Content;

/// <summary>The object store: xorbs by their hash, whole or not there, never changed.</summary>
public interface IXorbFiles
{
    /// <summary>Takes over a finished file of this machine. Putting one that is there already changes nothing.</summary>
    /// <exception cref="IOException">When it cannot be kept; nothing is left behind then.</exception>
    Task PutAsync(XetHash xorb, string path, CancellationToken stop);

    /// <exception cref="FileNotFoundException">When the store lacks it.</exception>
    Task<IXorbFile> OpenAsync(XetHash xorb, CancellationToken stop);

    /// <summary>Every xorb that is whole here, in no order; one that comes or goes meanwhile may be there or not.</summary>
    IAsyncEnumerable<XetHash> ListAsync(CancellationToken stop);

    /// <summary>Takes one away. One that is not there stays away; whoever has it open may read on, or not.</summary>
    Task DeleteAsync(XetHash xorb, CancellationToken stop);
}

/// <summary>One xorb, open for reading; used by one reader at a time.</summary>
public interface IXorbFile : IDisposable
{
    /// <summary>Fills the buffers one after the other from the offset on.</summary>
    /// <exception cref="EndOfStreamException">When the xorb ends before.</exception>
    ValueTask ReadAsync(IReadOnlyList<Memory<byte>> buffers, long offset, CancellationToken stop);
}
