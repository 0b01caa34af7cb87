namespace Tsumugi.Formats.Checks;

/// <summary>One check of an uploaded file. It opens nothing, runs nothing and keeps a bounded part in memory.</summary>
public interface IFileCheck
{
    string Name { get; }

    /// <summary>Adds what it finds. A malformed file is a finding; only the stream's own errors are thrown.</summary>
    /// <param name="file">Seekable; its position does not matter and is changed.</param>
    /// <param name="path">The path in the repository; its ending helps to tell what the file is.</param>
    void Check(Stream file, string path, Findings findings, CancellationToken ct);
}
