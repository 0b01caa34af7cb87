using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Fastq;

/// <summary>Takes the lines of a file one by one and fills the read. Sequence and qualities may go over several lines.</summary>
/// <remarks>'@' and '+' are qualities too, so the qualities end by their number, not by what follows (Cock et al. 2010).</remarks>
internal sealed class FastqParser(FastqRecord record, FaultSite site, FastqOptions options)
{
    private enum Section { Between, Sequence, Qualities }

    private const string Form = "Give FASTQ: '@' and a name, letters, '+', and as many Phred+33 qualities as letters.";

    private Section _section;
    private bool _any;

    /// <summary>True when the line ended the read.</summary>
    public bool Accept(ReadOnlySpan<byte> line)
    {
        switch (_section)
        {
            case Section.Between:
                Begin(line);
                return false;
            case Section.Sequence when line is [(byte)'+', ..]:
                Separate(line[1..]);
                return false;
            case Section.Sequence:
                AppendLetters(line);
                return false;
            default:
                return AppendQualities(line);
        }
    }

    /// <summary>The input has ended.</summary>
    /// <returns>True when its end closes a read of no letters whose line of qualities is absent.</returns>
    public bool End()
    {
        if (!_any)
            throw site.Fault("header", site.Line > 0 ? "The file has no read." : "The file is empty.", Form);
        if (_section == Section.Between)
            return false;
        if (_section == Section.Qualities && record.Letters.Length == 0)
        {
            _section = Section.Between;
            return true;
        }
        throw site.Fault(_section == Section.Sequence ? "+" : "quality",
            $"The file ends within read {record.Name}, which begins on line {record.Line}: it was cut off.", FaultSite.FetchAgain);
    }

    private void Begin(ReadOnlySpan<byte> line)
    {
        var header = line.TrimEnd(" \t"u8);
        if (header.IsEmpty)
            return;
        if (header[0] != '@')
            throw _any
                ? site.Fault("header", $"After read {record.Name}, which begins on line {record.Line}, comes a line without '@': it has more qualities than letters, or a line is lost.", FaultSite.FetchAgain)
                : site.Fault("header", $"This is not FASTQ: it looks like {FileKind.Of(header)}.", Form);
        if (HeaderWords.Problem(header[1..]) is { } problem)
            throw site.Fault("header", problem, Form);
        record.Begin(header[1..], site.Line);
        (_section, _any) = (Section.Sequence, true);
    }

    private void AppendLetters(ReadOnlySpan<byte> line)
    {
        if (line.Length > options.MaxReadBases - record.Letters.Length)
            throw site.Fault("sequence", $"Read {record.Name} has more than {options.MaxReadBases} bases.", "Raise MaxReadBases.");
        var strange = LetterRow.Append(line, record.Letters);
        if (strange >= 0)
            throw site.Fault("sequence", $"{LetterRow.Shown(line[strange])} is no letter of a sequence (column {strange + 1}, read {record.Name}).",
                "Write N where a base is unknown, or fetch the file again.");
    }

    private void Separate(ReadOnlySpan<byte> repeated)
    {
        repeated = repeated.TrimEnd(" \t"u8);
        if (!repeated.IsEmpty && !repeated.SequenceEqual(record.Header))
            throw site.Fault("+", $"The line names another read than the header of {record.Name} on line {record.Line}.", "Leave '+' alone on its line, or fetch the file again.");
        _section = Section.Qualities;
    }

    private bool AppendQualities(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd(" \t"u8);
        var lacking = record.Letters.Length - record.QualityText.Length;
        if (line.Length > lacking)
            throw site.Fault("quality", $"Read {record.Name} has {record.Letters.Length} letters, but {record.QualityText.Length + line.Length} qualities.", Form);
        if (line.IndexOfAnyExceptInRange(FastqRecord.Zero, (byte)'~') is >= 0 and var strange)
            throw site.Fault("quality", $"{LetterRow.Shown(line[strange])} is no Phred+33 quality (column {strange + 1}, read {record.Name}).", "Qualities are the characters '!' to '~'; fetch the file again.");
        record.QualityText.Append(line);
        if (line.Length < lacking)
            return false;
        _section = Section.Between;
        return true;
    }
}
