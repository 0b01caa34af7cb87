using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gff3;

/// <summary>What the directives of a file have said so far.</summary>
internal sealed class DirectiveLines(FaultSite site, Gff3Options options)
{
    private const string VersionRemedy = "The first line of GFF3 is '##gff-version 3'; convert older versions and GTF.";

    /// <summary>What a directive takes in memory beside its text.</summary>
    private const int BytesEach = 128;

    private long _bytes;

    public List<Gff3Directive> All { get; } = [];

    public List<Gff3Region> Regions { get; } = [];

    public string? Version { get; private set; }

    /// <param name="line">Begins with '##', but is neither ### nor ##FASTA.</param>
    public void Read(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("##gff-version"u8))
            RequireVersion(line);
        if ((_bytes += line.Length + BytesEach) > options.MaxDirectiveBytes)
            throw site.Fault("directive", $"The directives take more than {options.MaxDirectiveBytes} bytes.", "Raise MaxDirectiveBytes.");
        var words = Encoding.UTF8.GetString(line[2..]).Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
            return;
        var directive = new Gff3Directive(words[0], words.ElementAtOrDefault(1) ?? "", site.Line);
        All.Add(directive);
        if (directive.Name == "gff-version")
            Version = directive.Value is "3" || directive.Value.StartsWith("3.", StringComparison.Ordinal)
                ? directive.Value : throw site.Fault("##gff-version", $"The file is of version '{directive.Value}'; 3 is read.", VersionRemedy);
        else if (directive.Name == "sequence-region")
            Regions.Add(Region(directive.Value));
    }

    public void RequireVersion(ReadOnlySpan<byte> line)
    {
        if (Version is null)
            throw site.Fault("##gff-version", site.Line == 0 ? "The file is empty." : $"The file does not say that it is GFF3: it looks like {FileKind.Of(line)}.", VersionRemedy);
    }

    private Gff3Region Region(string value)
    {
        var words = value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 3)
            throw site.Fault("##sequence-region", $"'{value}' is not 'seqid start end'.", "Write e.g. '##sequence-region chr1 1 248956422'.");
        var first = FeatureRow.Position(Encoding.UTF8.GetBytes(words[1]), "##sequence-region", site);
        var last = FeatureRow.Position(Encoding.UTF8.GetBytes(words[2]), "##sequence-region", site);
        return last >= first
            ? new(PercentText.Decode(Encoding.UTF8.GetBytes(words[0])), first, last)
            : throw site.Fault("##sequence-region", $"The region ends at {last}, before it begins at {first}.", "Write the smaller number first.");
    }
}
