using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using TorchSharp;

namespace Tsumugi.Torch.Connection;

/// <summary>A transformer over the vectors of parts, with a head: it answers from whichever parts an item has.</summary>
public sealed class Fusion(string name, Encoder trunk, TaskHead head, FusionVocabulary vocabulary) : IDisposable
{
    private const string Folder = "fusion";

    public Encoder Trunk => trunk;

    public TaskHead Head => head;

    public FusionVocabulary Vocabulary => vocabulary;

    /// <param name="folder">Of a connected model: it comes to lie in <c>fusion/NAME</c>.</param>
    public void Save(string folder)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, Folder, name)).FullName;
        EncoderFolder.Save(own, trunk, head: null, vocabulary);
        HeadFolder.Save(own, name, head);
    }

    /// <exception cref="Encoders.Layouts.UnknownLayoutException">A description is damaged.</exception>
    /// <exception cref="ParameterMismatchException">A file does not hold exactly what it should.</exception>
    public static Fusion Load(string folder, string name)
    {
        var own = Path.Combine(folder, Folder, name);
        var trunk = new Encoder(EncoderFolder.ReadConfig(own));
        EncoderFolder.Load(own, trunk, head: null);
        return new(name, trunk, HeadFolder.Load(own, name, trunk), FusionVocabulary.Load(own));
    }

    public void Dispose()
    {
        trunk.Dispose();
        head.Dispose();
    }
}
