using System.Text.Json.Serialization;
using Tsumugi.Hub.Language;

namespace Tsumugi.Projects;

/// <summary>Layers of life that a project studies, from the molecule to the individual.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Layer>))]
public enum Layer
{
    Dna,
    Rna,
    Protein,
    Cell,
    Tissue,
    Organ,
    Individual,
}

/// <summary>What is measured.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Modality>))]
public enum Modality
{
    Sequence,
    Expression,
    Structure,
    Image,
    Clinical,
    Molecule,
    Text,
}

/// <summary>How layers and modalities are called.</summary>
public static class LayerWords
{
    public static Words Of(Layer layer) => layer switch
    {
        Layer.Dna => Words.Same("DNA"),
        Layer.Rna => Words.Same("RNA"),
        Layer.Protein => new("タンパク質", "Protein"),
        Layer.Cell => new("細胞", "Cell"),
        Layer.Tissue => new("組織", "Tissue"),
        Layer.Organ => new("器官", "Organ"),
        _ => new("個体", "Individual"),
    };

    public static Words Of(Modality modality) => modality switch
    {
        Modality.Sequence => new("配列", "Sequence"),
        Modality.Expression => new("発現", "Expression"),
        Modality.Structure => new("立体構造", "Structure"),
        Modality.Image => new("画像", "Image"),
        Modality.Clinical => new("臨床・測定値", "Clinical values"),
        Modality.Molecule => new("低分子化合物", "Small molecules"),
        _ => new("文章", "Text"),
    };
}
