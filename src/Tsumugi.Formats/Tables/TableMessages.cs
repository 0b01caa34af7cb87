using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Formats.Tables;

/// <summary>What is asked of the process that looks into a table.</summary>
public sealed record TableOrder
{
    /// <summary><c>shape</c>, <c>rows</c> or <c>sql</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the file in messages; its ending says what it is.</summary>
    public required string File { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Length { get; init; }

    /// <summary>Of <c>shape</c>.</summary>
    public string? Part { get; init; }

    /// <summary>Of <c>rows</c>.</summary>
    public TableAsk? Ask { get; init; }

    /// <summary>Of <c>sql</c>: the file lies as <c>data</c> in the folder that the process was started in.</summary>
    public string? Sql { get; init; }

    /// <summary>Rows that <c>sql</c> may answer with.</summary>
    public int MostRows { get; init; }
}

/// <summary>One of its members is set.</summary>
public sealed record TableAnswer
{
    public TableShape? Shape { get; init; }

    public TablePage? Page { get; init; }

    public SqlResult? Result { get; init; }

    /// <summary>Why it cannot be done.</summary>
    public string? Fault { get; init; }
}

/// <param name="More">Whether there are more rows than were asked for.</param>
public sealed record SqlResult(IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, bool More);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TableOrder))]
[JsonSerializable(typeof(TableAnswer))]
public sealed partial class TableJson : JsonSerializerContext;
