using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Client.Jobs;

/// <summary>A recipe of the kind <c>command</c>: programs that run one after the other in a sandbox, what they find there and what is kept of it.</summary>
/// <remarks>Paths are those that the programs see: absolute, below folders that are the job's own.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CommandRecipe
{
    public const string KindName = "command";

    public string? Kind { get; init; }

    public JsonElement? Description { get; init; }

    /// <summary>Run in this order; the first that fails ends the job.</summary>
    public IReadOnlyList<CommandStep> Steps { get; init; } = [];

    public IReadOnlyList<CommandInput> Inputs { get; init; } = [];

    /// <summary>What becomes the files of a revision; nothing else is kept.</summary>
    public IReadOnlyList<CommandOutput> Outputs { get; init; } = [];

    /// <summary>Folders that are there before the first step, empty and writable.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>The kind of repository that receives the outputs: <c>dataset</c> or <c>model</c>.</summary>
    public string Makes { get; init; } = "dataset";

    /// <summary>The GA4GH TES task that it came from, as it was sent.</summary>
    public JsonElement? Task { get; init; }

    // By reflection: generated code forgets what fields hold that are not there.
    /// <exception cref="JsonException">A field is not of its type, or is unknown.</exception>
    public static CommandRecipe Read(JsonElement recipe) => recipe.Deserialize<CommandRecipe>(JsonSerializerOptions.Web)!;
}

/// <summary>One program, started without a shell.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CommandStep
{
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>A name of the site's images; null for the programs of the machine itself.</summary>
    public string? Image { get; init; }

    public string Workdir { get; init; } = CommandPaths.Work;

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? Stdin { get; init; }

    /// <summary>A file that receives all of standard output; the log keeps the end of it in any case.</summary>
    public string? Stdout { get; init; }

    public string? Stderr { get; init; }

    /// <summary>Whether the next step runs although this one ended with another code than 0.</summary>
    public bool IgnoreError { get; init; }
}

/// <summary>What lies in the sandbox, read-only: a file or folder of an input of the job, or the content itself.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CommandInput
{
    public string Path { get; init; } = "";

    /// <summary>Name of an input of the job.</summary>
    public string? From { get; init; }

    /// <summary>The kind of repository that the input is.</summary>
    public string Kind { get; init; } = "dataset";

    /// <summary>A file or folder of its revision; null for all of it.</summary>
    public string? File { get; init; }

    public string? Content { get; init; }
}

/// <summary>A file, a folder, or a pattern with <c>*</c>, <c>?</c> and <c>[…]</c>: what it finds goes into the revision.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CommandOutput
{
    public string Path { get; init; } = "";

    /// <summary>Of a file, its path in the revision; of a folder or pattern, the folder there. Null for the file's own name, or the revision's root.</summary>
    public string? As { get; init; }

    /// <summary>Of a pattern, what is taken from the beginning of each path that it finds; null for everything up to the first folder with a sign.</summary>
    public string? Prefix { get; init; }
}
