namespace Tsumugi.Formats.Links.Sources;

/// <summary>A kind of file that links are read from.</summary>
public interface ILinkSource
{
    /// <summary>How recipes call it.</summary>
    string Name { get; }

    /// <summary>Endings of such files, with the dot.</summary>
    IReadOnlyList<string> Endings { get; }

    /// <param name="path">The file on this machine.</param>
    /// <exception cref="InvalidFileException">The file breaks its format, or a row holds no identifiers.</exception>
    Task ReadAsync(string path, LinkColumns columns, LinkSink sink, CancellationToken stop);
}
