using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tsumugi.Merging.Configuration;

/// <summary>Reads a configuration's text into nodes, with caps on what a hostile text may cost.</summary>
internal static class YamlDocument
{
    public const int MostCharacters = 1 << 20;

    private const int MostDepth = 32;

    /// <exception cref="InvalidConfigurationException">It is no YAML, or too large or deep.</exception>
    public static YamlMappingNode Read(string text)
    {
        if (text.Length > MostCharacters)
            throw Fault(0, $"It is longer than {MostCharacters} characters");

        // YAML allows no NUL, and the library takes one for the end of the text.
        if (text.Contains('\0', StringComparison.Ordinal))
            throw Fault(0, "It holds a NUL character");
        try
        {
            Check(new Parser(new StringReader(text)));
            var stream = new YamlStream();
            stream.Load(new Parser(new StringReader(text)));
            return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root ? root
                : throw Fault(1, "One document of keys and values is expected");
        }
        catch (YamlException error)
        {
            throw Fault(error.Start.Line, error.Message);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // The library's own complaints about some texts that are no YAML.
            throw Fault(0, error.Message);
        }
    }

    /// <summary>The library builds its nodes by recursion; events are read without. An alias may repeat what it names without end.</summary>
    private static void Check(Parser events)
    {
        for (var depth = 0; events.MoveNext();)
        {
            depth += events.Current!.NestingIncrease;
            if (depth > MostDepth + 2)
                throw new YamlException(events.Current.Start, events.Current.End, $"Values lie in one another more than {MostDepth} deep");
            if (events.Current is YamlDotNet.Core.Events.AnchorAlias)
                throw new YamlException(events.Current.Start, events.Current.End, "Aliases are not taken; write the value out");
        }
    }

    private static InvalidConfigurationException Fault(long line, string problem) => new([new(line, "YAML", problem)]);
}
