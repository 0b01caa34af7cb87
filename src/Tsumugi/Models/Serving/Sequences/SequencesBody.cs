using System.Text;
using System.Text.Json;
using Tsumugi.Client.Models;
using Tsumugi.Hub;

namespace Tsumugi.Models.Serving.Sequences;

/// <summary>Reads what was posted: JSON, or FASTA text with the rest in the address. Pure.</summary>
public static class SequencesBody
{
    private const string Json = "application/json";

    /// <param name="contentType">Anything but JSON is read as FASTA.</param>
    /// <param name="query">A parameter of the address, or null.</param>
    public static Outcome<SequencesRequest> Read(ReadOnlySpan<byte> body, string? contentType, Func<string, string?> query)
    {
        if (contentType?.StartsWith(Json, StringComparison.OrdinalIgnoreCase) == true)
            return ReadJson(body);
        var top = query("top") ?? "5";
        if (!int.TryParse(top, out var number))
            return Refusal.Invalid("bad-request", new($"top の値「{top}」は整数ではありません。", $"top is '{top}', which is no number."), new("1〜100 の整数にしてください。", "Give a whole number from 1 to 100."));
        return ReadFasta(Encoding.UTF8.GetString(body)).Then<SequencesRequest>(items => new SequencesRequest
        {
            Items = items,
            View = query("view"),
            Outputs = query("outputs")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Against = query("against"),
            Top = number,
            Revision = query("revision"),
        });
    }

    public static Outcome<IReadOnlyList<NamedSequence>> ReadFasta(string text)
    {
        var (items, name, sequence) = (new List<NamedSequence>(), "", new StringBuilder());
        var (number, begun) = (0, false);
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.StartsWith('>'))
            {
                if (begun)
                    items.Add(new(sequence.ToString(), name));
                (name, begun) = (line[1..].Split((char[])[' ', '\t'], 2)[0], true);
                sequence.Clear();
            }
            else if (line.Length > 0)
            {
                if (!begun)
                {
                    return Refusal.Invalid(
                        "bad-fasta",
                        new($"{number} 行目：FASTA の見出し行（>）より前に文字があります。", $"Line {number}: there is text before the first FASTA header (>)."),
                        new("「>名前」の行から始めるか、JSON で送ってください（Content-Type: application/json）。", "Begin with a line '>name', or send JSON (Content-Type: application/json)."));
                }

                sequence.Append(line);
            }
        }

        if (begun)
            items.Add(new(sequence.ToString(), name));
        return items;
    }

    private static Outcome<SequencesRequest> ReadJson(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<SequencesRequest>(body, JsonSerializerOptions.Web) is { Items: not null } request
                && request.Items.All(item => item is { Sequence: not null }) ? request : Unreadable("items");
        }
        catch (JsonException error)
        {
            return Unreadable(error.Message);
        }
    }

    private static Refusal Unreadable(string what) => Refusal.Invalid(
        "bad-request",
        new($"本文を読み取れません：{what}", $"The body cannot be read: {what}"),
        new("""{"items":[{"name":"P1","sequence":"MKT…"}],"view":"protein"} の形で送ってください。""", """Send {"items":[{"name":"P1","sequence":"MKT…"}],"view":"protein"}."""));
}
