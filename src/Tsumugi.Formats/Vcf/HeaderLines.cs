using System.Globalization;
using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>Takes the lines of the header one by one.</summary>
internal sealed class HeaderLines(VcfHeader header, FaultSite site, VcfOptions options)
{
    private const string Form = "Give VCF 4: it begins with ##fileformat=VCFv4.x; then ## lines and #CHROM with tabulators between the columns.";

    /// <summary>What a line takes in memory beside its text.</summary>
    private const int BytesEach = 128;

    private static readonly string[] FixedColumns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"];

    private long _bytes;

    /// <summary>True when the line ended the header.</summary>
    public bool Accept(ReadOnlySpan<byte> line)
    {
        if (header.Version.Length == 0)
        {
            ReadVersion(line);
            return false;
        }
        if (line.StartsWith("#CHROM"u8))
        {
            ReadColumns(Encoding.UTF8.GetString(line));
            return true;
        }
        if (!line.StartsWith("##"u8))
            throw site.Fault("#CHROM", "The header ends without its line of columns.", Form);
        if ((_bytes += line.Length + BytesEach) > options.MaxHeaderBytes)
            throw site.Fault("header", $"The header takes more than {options.MaxHeaderBytes} bytes.", "Raise MaxHeaderBytes.");
        ReadMeta(Encoding.UTF8.GetString(line[2..]));
        return false;
    }

    /// <summary>The file ended within the header.</summary>
    public InvalidFileException Ended() => site.Fault(header.Version.Length == 0 ? "##fileformat" : "#CHROM",
        site.Line == 0 ? "The file is empty." : "The file ends within its header.", Form);

    private void ReadVersion(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("BCF"u8))
            throw site.Fault("##fileformat", "This is BCF, the binary form of VCF.", "Convert it: bcftools view -O z -o file.vcf.gz file.bcf");
        if (!line.StartsWith("##fileformat="u8))
            throw site.Fault("##fileformat", $"This is not VCF: it looks like {FileKind.Of(line)}.", Form);
        var version = Encoding.UTF8.GetString(line["##fileformat=".Length..]).Trim();
        if (!version.StartsWith("VCFv4.", StringComparison.Ordinal))
            throw site.Fault("##fileformat", $"The file is of version '{version}'; VCFv4.0 to VCFv4.5 are read.", "Convert it with vcf-convert or bcftools.");
        header.Version = version;
    }

    private void ReadMeta(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw site.Fault($"##{text}", "The line is no ##key=value.", Form);
        var (key, value) = (text[..equals], text[(equals + 1)..]);
        switch (key)
        {
            case "INFO":
                Define(header.Infos, key, value);
                break;
            case "FORMAT":
                Define(header.Formats, key, value);
                break;
            case "FILTER":
                var filter = Fields(key, value);
                header.FilterTexts[Required(filter, key, "ID")] = filter.GetValueOrDefault("Description", "");
                break;
            case "contig":
                ReadContig(Fields(key, value));
                break;
            default:
                header.Others.Add(new(key, value, site.Line));
                break;
        }
    }

    private void Define(Dictionary<string, VcfDefinition> definitions, string key, string value)
    {
        var fields = Fields(key, value);
        var id = Required(fields, key, "ID");
        if (!Enum.TryParse<VcfType>(Required(fields, key, "Type"), out var type) || !Enum.IsDefined(type))
            throw site.Fault($"{key}/{id}", $"There is no type '{fields["Type"]}'.", $"Write {string.Join(", ", Enum.GetNames<VcfType>())}.");
        definitions[id] = new(id, Number(key, id, Required(fields, key, "Number")), type, fields.GetValueOrDefault("Description", ""));
    }

    private VcfNumber Number(string key, string id, string symbol) => symbol switch
    {
        "A" or "R" or "G" or "." or "P" or "LA" or "LR" or "LG" or "M" => new(symbol, null),
        "-1" => new(".", null), // of VCF 4.0
        _ when int.TryParse(symbol, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => new(symbol, count),
        _ => throw site.Fault($"{key}/{id}", $"'{symbol}' is no Number.", "Write how many values there are, or A, R, G or '.'."),
    };

    private void ReadContig(Dictionary<string, string> fields)
    {
        var id = Required(fields, "contig", "ID");
        long? length = null;
        if (fields.TryGetValue("length", out var text))
            length = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bases)
                ? bases : throw site.Fault($"contig/{id}", $"'{text}' is no length.", "State the number of bases.");
        header.ContigList.Add(new(id, length));
    }

    private Dictionary<string, string> Fields(string key, string value) => MetaFields.Read(value)
        ?? throw site.Fault(key, "The value is no list in angle brackets, names a key twice or does not close a quotation.", "Write <ID=…,Description=\"…\">, with \\\" for a quotation mark inside.");

    private string Required(Dictionary<string, string> fields, string key, string name) =>
        fields.TryGetValue(name, out var value) && value.Length > 0 ? value : throw site.Fault(key, $"The definition has no {name}.", $"Write {name}=….");

    private void ReadColumns(string line)
    {
        var columns = line.Split('\t');
        if (!columns.AsSpan().StartsWith(FixedColumns) || (columns.Length > FixedColumns.Length && columns[FixedColumns.Length] != "FORMAT"))
            throw site.Fault("#CHROM", "The columns are not CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO (and FORMAT before samples).", Form);
        string[] samples = columns.Length > FixedColumns.Length + 1 ? columns[(FixedColumns.Length + 1)..] : [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (samples.FirstOrDefault(name => name.Length == 0 || !seen.Add(name)) is { } wrong)
            throw site.Fault("#CHROM", wrong.Length == 0 ? "A sample has no name." : $"Two samples are called '{wrong}'.", "Give each individual a name of its own.");
        header.Samples = samples;
        header.HasFormat = columns.Length > FixedColumns.Length;
    }
}
