using System.IO.Compression;
using Tsumugi.Formats.Checks.Archives;
using Tsumugi.Formats.Checks.Sniffing;

namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>What a pickle would import and call; it is never loaded. Pickles in archives are reached by the archive check.</summary>
public sealed class PickleCheck : IFileCheck
{
    public string Name => "pickle";

    public void Check(Stream file, string path, Findings findings, CancellationToken ct)
    {
        file.Position = 0;
        var head = FileSniffer.ReadHead(file);
        file.Position = 0;
        Run(file, head, new() { File = path }, path, findings, file.Length, ct);
    }

    /// <param name="content">Stands at the first byte; it need not be seekable.</param>
    /// <param name="length">Bytes of the content as stored, for the ratio of zlib.</param>
    internal static void Run(Stream content, ReadOnlySpan<byte> head, Place place, string name, Findings findings, long length, CancellationToken ct)
    {
        if (Magic.Of(head) == FileKind.Npy)
        {
            NpyObjects.Run(content, place, findings, ct);
        }
        else if (PickleNames.IsZlib(name, head))
        {
            RunZlib(content, place, findings, length, ct);
        }
        else
        {
            PickleScan.Run(content, place, Evidence(name, head), findings, ct);
        }
    }

    /// <summary>A recognised file under a pickle's name is not refused as a broken pickle: the kind check speaks of it.</summary>
    private static PickleEvidence Evidence(string name, ReadOnlySpan<byte> head) => Magic.Of(head) switch
    {
        FileKind.Pickle => PickleNames.Say(name, head) ? PickleEvidence.Sure : PickleEvidence.Begins,
        FileKind.Unknown when PickleNames.Say(name) => PickleEvidence.Sure,
        _ => PickleEvidence.None,
    };

    private static void RunZlib(Stream content, Place place, Findings findings, long length, CancellationToken ct)
    {
        var budget = new UnpackBudget(length, ArchiveLimits.Default, () => PickleRules.Bomb.At(place, length, ArchiveLimits.Default.Allowance));
        using var zlib = new ZLibStream(content, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            PickleScan.Run(new CountedStream(zlib, budget), place, PickleEvidence.Sure, findings, ct);
        }
        catch (InvalidDataException)
        {
            findings.Add(PickleRules.Malformed.At(place.At("zlib")));
        }
        catch (CheckStopException e)
        {
            findings.Add(e.Finding);
        }
    }
}
