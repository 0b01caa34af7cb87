using System.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>The lines between LOCUS and FEATURES: keyword in the first twelve columns, text after them.</summary>
internal sealed class HeaderSection(GenBankRecord record)
{
    private const int TextColumn = 12;

    private enum Field { Other, Definition, DbLink }

    private Field _field;

    public void Begin() => _field = Field.Other;

    public void Read(ReadOnlySpan<byte> line)
    {
        var continued = line.Length > TextColumn && line[..TextColumn].IndexOfAnyExcept((byte)' ') < 0;
        if (continued)
            Continue(line[TextColumn..].Trim((byte)' '));
        else
            Open(line);
    }

    private void Open(ReadOnlySpan<byte> line)
    {
        var word = line.TrimStart((byte)' ');
        var end = word.IndexOf((byte)' ');
        var text = end < 0 ? default : word[end..].Trim((byte)' ');
        var keyword = end < 0 ? word : word[..end];
        _field = Field.Other;
        if (keyword.SequenceEqual("DEFINITION"u8))
            (_field, record.Definition) = (Field.Definition, Text(text));
        else if (keyword.SequenceEqual("ACCESSION"u8))
            record.Accession = FirstWord(text);
        else if (keyword.SequenceEqual("VERSION"u8))
            record.Version = FirstWord(text);
        else if (keyword.SequenceEqual("ORGANISM"u8))
            record.Organism = Text(text);
        else if (keyword.SequenceEqual("CONTIG"u8))
            record.HasContig = true;
        else if (keyword.SequenceEqual("DBLINK"u8))
        {
            _field = Field.DbLink;
            Link(text);
        }
    }

    private void Continue(ReadOnlySpan<byte> text)
    {
        // A definition is a sentence; a page of it helps nobody and would cost quadratic time.
        if (_field == Field.Definition && record.Definition.Length < 4_096)
            record.Definition = $"{record.Definition} {Text(text)}";
        else if (_field == Field.DbLink)
            Link(text);
    }

    private void Link(ReadOnlySpan<byte> text)
    {
        var name = "Assembly:"u8;
        if (text.StartsWith(name))
            record.Assembly = FirstWord(text[name.Length..].Trim((byte)' '));
    }

    private static string FirstWord(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)' ');
        return Text(end < 0 ? text : text[..end]);
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
