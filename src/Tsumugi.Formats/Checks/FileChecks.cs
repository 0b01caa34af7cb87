using Tsumugi.Formats.Checks.Archives;
using Tsumugi.Formats.Checks.Personal;
using Tsumugi.Formats.Checks.Pickles;
using Tsumugi.Formats.Checks.Sniffing;
using Tsumugi.Formats.Checks.Tensors;

namespace Tsumugi.Formats.Checks;

/// <summary>The checks of an uploaded file before it becomes visible.</summary>
public static class FileChecks
{
    /// <summary>The family, in the order it runs.</summary>
    public static IReadOnlyList<IFileCheck> All { get; } =
        [new KindCheck(), new SafetensorsCheck(), new PickleCheck(), new ArchiveCheck(), new PersonalDataCheck()];

    /// <summary>Runs the checks that the file's name and first bytes call for.</summary>
    /// <param name="file">Seekable; read in the caller's thread, without waiting asynchronously.</param>
    /// <param name="path">The path in the repository; <see cref="Paths.RepositoryPath"/> checks the path itself.</param>
    public static CheckReport Run(Stream file, string path, CancellationToken ct = default)
    {
        var sniff = FileSniffer.Sniff(file, path);
        var findings = new Findings();
        var names = Names(sniff.Kind, path);
        foreach (var check in All.Where(check => names.Contains(check.Name)))
            check.Check(file, path, findings, ct);
        return new()
        {
            Sniff = sniff,
            Checks = names,
            Findings = findings.All,
            Omitted = findings.Omitted,
            Tensors = findings.Tensors,
            Imports = [.. findings.Imports],
        };
    }

    private static List<string> Names(FileKind kind, string path)
    {
        var names = new List<string> { "kind" };
        if (kind == FileKind.Safetensors || FileSniffer.HasEnding(path, ".safetensors"))
            names.Add("safetensors");
        var isArchive = kind is FileKind.Zip or FileKind.TorchZip or FileKind.Tar or FileKind.Gzip or FileKind.Bgzf or FileKind.UnreadArchive;
        // Protocols 0 and 1 begin like any text, and a name can make any content a pickle.
        if (kind is FileKind.Pickle or FileKind.Npy or FileKind.Unknown or FileKind.Text
            || PickleNames.Say(path) && kind is not (FileKind.Zip or FileKind.TorchZip or FileKind.Empty) || FileSniffer.HasEnding(path, ".bin"))
            names.Add("pickle");
        if (isArchive || kind != FileKind.Empty && FileSniffer.HasEnding(path, ".zip", ".tar", ".gz", ".tgz", ".npz"))
            names.Add("archive");
        if (PersonalData.Concerns(kind))
            names.Add("personal-data");
        return names;
    }
}
