using System.Globalization;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Models;
using Tsumugi.Formats;
using Tsumugi.Formats.Fasta;
using Tsumugi.Hub;

namespace Tsumugi.Models.Serving.Sequences;

/// <summary>Reads what was posted: JSON, or FASTA text with the rest in the address.</summary>
internal static class SequencesBody
{
    private const string Json = "application/json";

    /// <param name="contentType">Anything but JSON is read as FASTA.</param>
    /// <param name="query">Nothing of it holds where the body is JSON.</param>
    public static async Task<Outcome<SequencesRequest>> ReadAsync(ReadOnlyMemory<byte> body, string? contentType, SequencesQuery query, CancellationToken stop)
    {
        if (contentType?.StartsWith(Json, StringComparison.OrdinalIgnoreCase) == true)
            return ReadJson(body.Span);
        var top = Said(query.Top) ?? "5";
        if (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Refusal.Invalid("bad-request", new($"top の値「{top}」は整数ではありません。", $"top is '{top}', which is no number."), new("1〜100 の整数にしてください。", "Give a whole number from 1 to 100."));
        var items = await ReadFastaAsync(body, stop);
        return items.Then<SequencesRequest>(read => new SequencesRequest
        {
            Items = read,
            View = Said(query.View),
            Outputs = Said(query.Outputs)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Against = Said(query.Against),
            Top = number,
            Revision = Said(query.Revision),
            Project = Said(query.Project),
        });
    }

    private static string? Said(string? parameter) => parameter is { Length: > 0 } ? parameter : null;

    private static async Task<Outcome<IReadOnlyList<NamedSequence>>> ReadFastaAsync(ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        try
        {
            using var source = new MemoryStream(body.ToArray());
            using var reader = new FastaReader(source, "FASTA");
            var items = new List<NamedSequence>();
            while (await reader.ReadAsync(stop) is { } record)
                items.Add(new(Encoding.ASCII.GetString(record.Sequence), record.Name));
            return items;
        }
        catch (InvalidFileException error)
        {
            return Refusal.Invalid(
                "bad-fasta",
                new($"{error.Fault.Line} 行目（{error.Fault.Field}）：{error.Fault.Problem}", $"Line {error.Fault.Line} ({error.Fault.Field}): {error.Fault.Problem}"),
                new("FASTA を直すか、JSON で送ってください（Content-Type: application/json）。", $"{error.Fault.Remedy} Or send JSON (Content-Type: application/json)."));
        }
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
